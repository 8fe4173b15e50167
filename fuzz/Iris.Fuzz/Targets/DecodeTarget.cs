using Iris.Imaging;

namespace Iris.Fuzz.Targets;

/// <summary>The whole decode, at every scale that fits the limits: as the engine does it, but for the networks.</summary>
internal static unsafe class DecodeTarget
{
    public static void Check(byte[] input)
    {
        using (var bytes = new GuardedBytes(input))
        using (EncodedPicture? encoded = EncodedPicture.Open(bytes.Address, bytes.Length, HeaderTarget.Limits, CancellationToken.None, out _))
        {
            // As the engine decodes: reduced first, then finer.
            foreach (int reduction in (ReadOnlySpan<int>)[8, 4, 2, 1])
            {
                if (encoded is not null && (reduction == encoded.PreferredReduction || (reduction < encoded.PreferredReduction && encoded.FitsFiner(reduction))))
                {
                    using Picture? picture = encoded.Decode(reduction);
                    if (picture is not null)
                    {
                        Verify(encoded.Width, encoded.Height, reduction, picture.Width, picture.Height);
                        ViolationException.Unless(
                            bytes.Length == input.Length && new ReadOnlySpan<byte>(bytes.Address, bytes.Length).SequenceEqual(input),
                            "A decode leaves the file as it is.");
                    }
                }
            }
        }

        MemoryBalance.Check();
    }

    /// <summary>Checks the size of a decoded picture.</summary>
    /// <param name="width">The width that the header announces.</param>
    /// <param name="height">The height that the header announces.</param>
    /// <param name="reduction">The divisor.</param>
    /// <param name="decodedWidth">The decoded picture's width.</param>
    /// <param name="decodedHeight">The decoded picture's height.</param>
    public static void Verify(int width, int height, int reduction, int decodedWidth, int decodedHeight)
    {
        ViolationException.Unless(
            IsDivided(width, reduction, decodedWidth) && IsDivided(height, reduction, decodedHeight),
            $"{width}×{height} divided by {reduction} is not {decodedWidth}×{decodedHeight}.");
        ViolationException.Unless(
            (long)decodedWidth * decodedHeight * Picture.BytesPerPixel <= HeaderTarget.Limits.MaxDecodeBytes, "A decode is within the limit on memory.");
    }

    // JPEG is rounded up, WebP and GIF are rounded down, but to no less than a pixel.
    private static bool IsDivided(int side, int reduction, int decoded) =>
        decoded == (side + reduction - 1) / reduction || decoded == Math.Max(side / reduction, 1);
}
