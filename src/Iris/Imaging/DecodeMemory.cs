using SkiaSharp;

namespace Iris.Imaging;

/// <summary>
/// An upper bound of the memory that decoding a picture takes. The pixels are Iris's own, so they are known. What the codec takes was
/// measured as the peak of the C library's heap, for 12 megapixels and for pictures of 32,768 and 16,383 pixels by 64, at each
/// reduction:
/// <list type="bullet">
/// <item>rows and tables: 70 KB for GIF, 3 to 5 bytes for each pixel of a row for BMP, 8 to 30 for PNG, 35 for JPEG,
/// 130 for WebP (<see cref="FixedBytes"/>, <see cref="BytesPerSidePixel"/>);</item>
/// <item>what it keeps of the whole picture: <see cref="PictureHeader.KeptBytesPerPixel"/>, and the coefficients in
/// <see cref="PictureHeader.KeptBytes"/>, whose measure is 1.00 to 1.01 of what is computed;</item>
/// <item>what it keeps of the metadata: <see cref="PictureHeader.KeptBytes"/>.</item>
/// </list>
/// </summary>
/// <param name="codec">The codec, which has read the header.</param>
/// <param name="header">What the file says about its cost.</param>
/// <param name="turns">Whether the picture is turned after its decode.</param>
internal readonly struct DecodeMemory(SKCodec codec, PictureHeader header, bool turns)
{
    private const long FixedBytes = 512 * 1024;

    // Also for the weights and sums of the resampler, 25 bytes at most.
    private const long BytesPerSidePixel = 256;

    private long KeptForPixels => header.KeptBytesPerPixel * (long)codec.Info.Width * codec.Info.Height;

    /// <summary>The size at which the codec itself decodes: JPEG and WebP scale while they decode, the others answer their full size.</summary>
    public static SKSizeI CodecSize(SKCodec codec, int reduction) => reduction == 1 ? codec.Info.Size : codec.GetScaledDimensions(1f / reduction);

    /// <summary>The most that a decode takes.</summary>
    public long Of(int reduction)
    {
        SKSizeI full = codec.Info.Size;
        SKSizeI decoded = CodecSize(codec, reduction);
        long result = OfResult(reduction);
        bool reduces = reduction > 1 && decoded == full;
        long pixels = Math.Max(
            Picture.MemoryBytes(decoded.Width, decoded.Height) + (reduces ? result : 0),
            turns ? 2 * result : result);

        return pixels
            + header.KeptBytes
            + KeptForPixels
            + FixedBytes
            + (BytesPerSidePixel * ((long)full.Width + full.Height));
    }

    /// <summary>The most that a second, finer decode takes, with the picture that the first one left.</summary>
    public long OfFiner(int firstReduction, int reduction) =>
        OfResult(firstReduction) + Of(reduction) + (header.KeepsBetweenDecodes ? KeptForPixels : 0);

    /// <summary>What a decode leaves: the picture.</summary>
    public long OfResult(int reduction)
    {
        SKSizeI decoded = CodecSize(codec, reduction);
        return reduction > 1 && decoded == codec.Info.Size
            ? Picture.MemoryBytes(AreaResampler.Reduced(decoded.Width, reduction), AreaResampler.Reduced(decoded.Height, reduction))
            : Picture.MemoryBytes(decoded.Width, decoded.Height);
    }
}
