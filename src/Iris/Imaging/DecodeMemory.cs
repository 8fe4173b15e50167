namespace Iris.Imaging;

/// <summary>
/// An upper bound of the memory that decoding a picture takes, from its header alone. The pixels are Iris's own, so they are known. What the codec
/// takes was measured, and is held to this by tests/Iris.Tests/DecodeMemoryTests:
/// <list type="bullet">
/// <item>rows and tables: 70 KB for GIF, 3 to 5 bytes for each pixel of a row for BMP, 8 to 30 for PNG, 35 for JPEG,
/// 130 for WebP (<see cref="FixedBytes"/>, <see cref="BytesPerSidePixel"/>);</item>
/// <item>what it keeps of the whole picture: <see cref="PictureHeader.KeptBytesPerPixel"/>, and the coefficients in
/// <see cref="PictureHeader.KeptBytes"/>, whose measure is 1.00 to 1.01 of what is computed;</item>
/// <item>what it keeps of the metadata: <see cref="PictureHeader.KeptBytes"/>.</item>
/// </list>
/// </summary>
internal static class DecodeMemory
{
    private const long FixedBytes = 512 * 1024;

    // Also for the weights and sums of the resampler, 25 bytes at most.
    private const long BytesPerSidePixel = 256;

    /// <summary>The most that a decode takes.</summary>
    /// <param name="header">The header, within the limits on sides and pixels.</param>
    /// <param name="reduction">1, 2, 4 or 8.</param>
    public static long Of(PictureHeader header, int reduction)
    {
        long result = OfResult(header, reduction);
        long decoded = Picture.MemoryBytes(
            header.CodecSide(header.Width, reduction), header.CodecSide(header.Height, reduction), marginRow: (int)header.Width);
        bool turns = header.Orientation != Orientation.Upright;
        bool reduces = header.IsReducedAfterDecode(reduction);

        // The codec's picture and the reduced or turned one that is made of it; where both, then these two.
        long pixels = Math.Max(decoded + (reduces || turns ? result : 0), reduces && turns ? 2 * result : 0);
        return pixels
            + header.KeptBytes
            + KeptForPixels(header)
            + FixedBytes
            + (BytesPerSidePixel * (header.Width + header.Height));
    }

    /// <summary>The most that a second, finer decode takes, with the picture that the first one left.</summary>
    public static long OfFiner(PictureHeader header, int firstReduction, int reduction) =>
        OfLeft(header, firstReduction) + Of(header, reduction) + (header.KeepsBetweenDecodes ? KeptForPixels(header) : 0);

    private static long KeptForPixels(PictureHeader header) => header.KeptBytesPerPixel * header.Width * header.Height;

    // What a decode leaves: the picture, with its margin where the codec's is the last one.
    private static long OfLeft(PictureHeader header, int reduction) =>
        header.IsReducedAfterDecode(reduction) || header.Orientation != Orientation.Upright
            ? OfResult(header, reduction)
            : Picture.MemoryBytes(
                header.CodecSide(header.Width, reduction), header.CodecSide(header.Height, reduction), marginRow: (int)header.Width);

    private static long OfResult(PictureHeader header, int reduction) => header.IsReducedAfterDecode(reduction)
        ? Picture.MemoryBytes(AreaResampler.Reduced((int)header.Width, reduction), AreaResampler.Reduced((int)header.Height, reduction))
        : Picture.MemoryBytes(header.CodecSide(header.Width, reduction), header.CodecSide(header.Height, reduction));
}
