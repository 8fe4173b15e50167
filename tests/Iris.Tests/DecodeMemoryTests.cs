using Iris.Testing;
using SkiaSharp;

namespace Iris.Tests;

/// <summary>
/// What a header is measured at is no less than what the pixels and the codec were found to take, and not much more: codecs/README.md has the figures.
/// </summary>
public sealed class DecodeMemoryTests
{
    private const int Width = 3000;
    private const int Height = 2000;
    private const long Pixels = Width * Height;

    // The reduced picture, and the one at full size.
    private const long BothPictures = 5 * Pixels;

    /// <summary>Kinds, and what was found in bytes.</summary>
    public static TheoryData<string, long> Kinds => new()
    {
        { "JPEG", BothPictures },
        { "turned JPEG", BothPictures + (4 * Pixels) },
        { "progressive JPEG", BothPictures + (6 * Pixels) },
        { "PNG", BothPictures },
        { "interlaced PNG of 16 bits", BothPictures },
        { "lossless WebP", BothPictures + (403 * Pixels / 100) },
        { "transparent lossy WebP", BothPictures + (607 * Pixels / 100) },
        { "GIF", BothPictures },
        { "BMP", BothPictures },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_header_is_measured_at_what_its_decode_was_found_to_take_or_a_little_more(string kind, long found)
    {
        long measured = Engine.Shared.MeasureDecode(Make(kind));

        // Blocks of memory are rounded up by a quarter at most.
        Assert.InRange(measured, found, (found * 5 / 4) + 4_000_000);
    }

    private static byte[] Make(string kind)
    {
        if (kind == "GIF")
        {
            return GifFile.Grey(Width, new byte[Width * Height]);
        }

        if (kind == "progressive JPEG")
        {
            return JpegFile.Progressive(Width, Height, 4, JpegFile.FullColour, JpegFile.FullColour, JpegFile.FullColour);
        }

        if (kind == "interlaced PNG of 16 bits")
        {
            return PngFile.Announcing(Width, Height, depth: 16, isInterlaced: true);
        }

        bool isTransparent = kind == "transparent lossy WebP";
        using SKBitmap pixels = Canvas.Blank(Width, Height, isTransparent ? new SKColor(100, 100, 100, 100) : SKColors.Gray);
        using SKPixmap map = pixels.PeekPixels();
        using SKData? lossy = isTransparent ? map.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, 50)) : null;
        return kind switch
        {
            "transparent lossy WebP" => lossy!.ToArray(),
            "lossless WebP" => PictureFiles.WebP(pixels),
            "PNG" => PictureFiles.Png(pixels),
            "BMP" => BmpFile.Of(Width, Height, 32, 0, pixels.GetPixelSpan().ToArray()),
            "turned JPEG" => Exif.WithOrientation(PictureFiles.Jpeg(pixels), 6),
            _ => PictureFiles.Jpeg(pixels),
        };
    }
}
