using Iris.Imaging;

namespace Iris.Fuzz.Targets;

/// <summary>
/// The whole decode, at every reduction whatever the size of the picture: the engine reduces only large ones, which nothing that is fuzzed ever is.
/// </summary>
internal static unsafe class DecodeTarget
{
    public static void Check(byte[] input)
    {
        using (var bytes = new GuardedBytes(input))
        {
            (long counted, long taken) = DecodeAtEveryReduction(bytes);
            if (IsTooMuch(counted, taken))
            {
                // Code that runs for the first time takes memory once; what nobody counts is taken each time.
                (counted, taken) = DecodeAtEveryReduction(bytes);
            }

            VerifyMemory(counted, taken);
            ViolationException.Unless(
                new ReadOnlySpan<byte>(bytes.Address, bytes.Length).SequenceEqual(input), "A decode leaves the file as it is.");
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

    /// <summary>Checks what decodes took.</summary>
    /// <param name="counted">What they were counted at.</param>
    /// <param name="taken">What they took.</param>
    public static void VerifyMemory(long counted, long taken) =>
        ViolationException.Unless(!IsTooMuch(counted, taken), $"A decode that was counted at {counted} bytes took {taken}.");

    private static bool IsTooMuch(long counted, long taken) => taken > counted + PeakMemory.NoiseBytes;

    private static (long Counted, long Taken) DecodeAtEveryReduction(GuardedBytes bytes)
    {
        var peak = PeakMemory.Begin();
        long counted = 0;
        foreach (int reduction in (ReadOnlySpan<int>)[8, 4, 2, 1])
        {
            counted = Math.Max(counted, Decode(bytes, reduction));
        }

        return (counted, peak.Bytes);
    }

    // Opened anew for each: what one decode keeps is not there in the next one.
    private static long Decode(GuardedBytes bytes, int reduction)
    {
        EncodedPicture? encoded = EncodedPicture.Open(bytes.Address, bytes.Length, HeaderTarget.Limits, CancellationToken.None, out _);
        if (encoded is null || encoded.MemoryOf(reduction) > HeaderTarget.Limits.MaxDecodeBytes)
        {
            return 0;
        }

        using Picture? picture = encoded.Decode(reduction);
        if (picture is not null)
        {
            Verify(encoded.Width, encoded.Height, reduction, picture.Width, picture.Height);
        }

        return encoded.MemoryOf(reduction);
    }

    // JPEG is rounded up, WebP to the nearest, but to no less than a pixel.
    private static bool IsDivided(int side, int reduction, int decoded) =>
        decoded == (side + reduction - 1) / reduction || decoded == Math.Max((side + (reduction / 2)) / reduction, 1);
}
