using Iris.Codecs;
using Iris.Memory;

namespace Iris.Imaging;

/// <summary>
/// The memory that decoding a picture takes, from its header alone. In the sandbox it is what the decode is given, so that it cannot take more; how much
/// each codec needs of it was measured, and tests hold it to that. The decoders of GIF and BMP take little beside the pixels, which are Iris's own.
/// </summary>
internal static class DecodeMemory
{
    // For tables of the decoder of GIF, 64 KiB, and what Wasmtime has for an instance.
    private const long FixedBytes = 512 * 1024;

    // Weights and sums of the resampler.
    private const long BytesPerSidePixel = 32;

    // Of the whole memory to its pixels.
    private const int MaxShare = 4;

    // The module's stack, constants and variables, 64 KiB, and the codecs' tables, 104 KiB at most: codecs/README.md.
    private const long SandboxFixedBytes = 256 * 1024;

    // Rows, at most: 20 bytes for PNG, 160 for JPEG, 242 for WebP.
    private const long SandboxBytesPerColumn = 256;

    /// <summary>The most that a decode takes.</summary>
    /// <param name="header">The header, within the limits on sides and pixels.</param>
    /// <param name="reduction">1, 2, 4 or 8.</param>
    public static long Of(PictureHeader header, int reduction)
    {
        long result = OfResult(header, reduction);
        bool turns = header.Orientation != Orientation.Upright;
        bool reduces = header.IsReducedAfterDecode(reduction);

        // While the decoder works; then its picture and the reduced or turned one that is made of it; where both, then these two.
        long made = reduces || turns ? OfDecoded(header, reduction) + result : 0;
        long pixels = Math.Max(OfDecoding(header, reduction), Math.Max(made, reduces && turns ? 2 * result : 0));
        return pixels + FixedBytes + (BytesPerSidePixel * (header.Width + header.Height));
    }

    /// <summary>The most that a second, finer decode takes, with the picture that the first one left.</summary>
    public static long OfFiner(PictureHeader header, int firstReduction, int reduction) => OfLeft(header, firstReduction) + Of(header, reduction);

    /// <summary>What a decode in the sandbox is given.</summary>
    /// <param name="header">The header of a JPEG, PNG or WebP, within the limits.</param>
    /// <param name="reduction">1, 2, 4 or 8: that of the codec itself.</param>
    /// <returns>Bytes; whole pages of WebAssembly.</returns>
    public static long OfSandbox(PictureHeader header, int reduction)
    {
        long bytes = SandboxFixedBytes
            + header.FileBytes
            + PixelBytes(header, reduction)
            + header.KeptBytes
            + (header.KeptBytesPerPixel * header.Width * header.Height)
            + (SandboxBytesPerColumn * header.Width);
        return (bytes + SandboxMemory.PageBytes - 1) / SandboxMemory.PageBytes * SandboxMemory.PageBytes;
    }

    /// <summary>
    /// Whether the memory of a decode in the sandbox becomes the picture's, as it has little else. From another the pixels are copied, so that the rest is not held for as long
    /// as they are: they are a small part of it.
    /// </summary>
    /// <param name="header">The header of a JPEG, PNG or WebP, within the limits.</param>
    /// <param name="reduction">1, 2, 4 or 8: that of the codec itself.</param>
    public static bool IsMostlyPixels(PictureHeader header, int reduction) => MaxShare * PixelBytes(header, reduction) >= OfSandbox(header, reduction);

    private static long PixelBytes(PictureHeader header, int reduction) =>
        (long)header.CodecSide(header.Width, reduction) * header.CodecSide(header.Height, reduction) * Picture.BytesPerPixel;

    // While the decoder works, or while its pixels are copied.
    private static long OfDecoding(PictureHeader header, int reduction)
    {
        int own = header.IsReducedAfterDecode(reduction) ? 1 : reduction;
        return header.Format is PictureFormat.Gif or PictureFormat.Bmp
            ? PictureBytes(header, own)
            : SensitiveMemory.SizeOfGuarded(OfSandbox(header, own)) + (IsMostlyPixels(header, own) ? 0 : PictureBytes(header, own));
    }

    // What it leaves.
    private static long OfDecoded(PictureHeader header, int reduction)
    {
        int own = header.IsReducedAfterDecode(reduction) ? 1 : reduction;
        return header.Format is PictureFormat.Gif or PictureFormat.Bmp || !IsMostlyPixels(header, own)
            ? PictureBytes(header, own)
            : SensitiveMemory.SizeOfGuarded(OfSandbox(header, own));
    }

    private static long PictureBytes(PictureHeader header, int reduction) =>
        Picture.MemoryBytes(header.CodecSide(header.Width, reduction), header.CodecSide(header.Height, reduction));

    private static long OfLeft(PictureHeader header, int reduction) =>
        header.IsReducedAfterDecode(reduction) || header.Orientation != Orientation.Upright ? OfResult(header, reduction) : OfDecoded(header, reduction);

    private static long OfResult(PictureHeader header, int reduction) => header.IsReducedAfterDecode(reduction)
        ? Picture.MemoryBytes(AreaResampler.Reduced((int)header.Width, reduction), AreaResampler.Reduced((int)header.Height, reduction))
        : PictureBytes(header, reduction);
}
