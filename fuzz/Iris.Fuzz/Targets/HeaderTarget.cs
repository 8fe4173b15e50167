using Iris.Imaging;

namespace Iris.Fuzz.Targets;

/// <summary>What is found out about a picture before any memory is taken for its pixels.</summary>
internal static unsafe class HeaderTarget
{
    /// <summary>
    /// Small, so that a decode is quick and that pictures beyond are made up often; but so large that memory for each pixel that nobody has counted is more
    /// than <see cref="PeakMemory.NoiseBytes"/>.
    /// </summary>
    public static PictureLimits Limits { get; } = new() { MaxPixels = 1 << 21, MaxFrames = 8, MaxDecodeBytes = 24 << 20 };

    public static void Check(byte[] input)
    {
        using (var bytes = new GuardedBytes(input))
        {
            EncodedPicture? encoded = EncodedPicture.Open(bytes.Address, bytes.Length, Limits, CancellationToken.None, out PictureOutcome refusal);
            Verify(input, encoded is null ? refusal : null, encoded?.Width ?? 0, encoded?.Height ?? 0);
            if (encoded is not null)
            {
                ViolationException.Unless(encoded.PreferredReduction is 1 or 2 or 4 or 8, "A reduction is 1, 2, 4 or 8.");
                ViolationException.Unless(
                    encoded.MemoryBytes > 0 && encoded.MemoryBytes <= Limits.MaxDecodeBytes, "A picture that is opened can be decoded within the limits.");
            }
        }

        MemoryBalance.Check();
    }

    /// <summary>Checks what was found out.</summary>
    /// <param name="file">The file.</param>
    /// <param name="refusal">Why it was refused; null when it was not.</param>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    public static void Verify(byte[] file, PictureOutcome? refusal, int width, int height)
    {
        var slow = new SlowHeader(file);
        if (refusal is not null)
        {
            ViolationException.Unless(
                refusal is PictureOutcome.Unreadable or PictureOutcome.TooLarge or PictureOutcome.Unsupported, "A refusal says why.");
            ViolationException.Unless(
                (refusal == PictureOutcome.Unsupported) == (slow.Format is null && file.Length > 0), "What is not one of the formats is unsupported.");
            return;
        }

        ViolationException.Unless(slow.Format is not null, "Only the five formats are opened.");
        ViolationException.Unless(width > 0 && height > 0, "A picture has pixels.");
        ViolationException.Unless((long)width * height <= Limits.MaxPixels, "A picture is within the limit on pixels.");
        ViolationException.Unless(slow.Announces(width, height), "A picture is as large as its header announces.");
    }
}
