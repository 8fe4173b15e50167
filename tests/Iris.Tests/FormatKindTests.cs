using Iris.Testing;
using SkiaSharp;

namespace Iris.Tests;

/// <summary>The kinds of each format: the same grey portrait, pixel by pixel where a kind loses nothing, or an outcome.</summary>
public sealed class FormatKindTests
{
    private const int Side = 144;

    // Wide-gamut colours are taken as they are stored, so that they look paler; lossy WebP moves levels by some. The same person by far.
    private const float SameFace = 0.9f;

    private static readonly byte[] Levels = PortraitLevels();

    public static TheoryData<string, int, byte[]> Lossless => new()
    {
        { "PNG, grey, 16 bits", 256, Png(16, 0, level => [level, level]) },
        { "PNG, colours, 16 bits", 256, Png(16, 2, level => [level, level, level, level, level, level]) },
        { "PNG, colours and opacity, 16 bits", 256, Png(16, 6, level => [level, level, level, level, level, level, 255, 255]) },
        { "PNG, grey and opacity", 256, Png(8, 4, level => [level, 255]) },
        { "PNG, grey, 4 bits", 16, PngFile.Of(Side, Side, 4, 0, y => Packed(y, 4)) },
        { "PNG, grey, 2 bits", 4, PngFile.Of(Side, Side, 2, 0, y => Packed(y, 2)) },
        { "PNG, grey, 1 bit", 2, PngFile.Of(Side, Side, 1, 0, y => Packed(y, 1)) },
        { "PNG, palette, 4 bits", 16, PngFile.Of(Side, Side, 4, 3, y => Packed(y, 4), PngFile.Chunk("PLTE", PngPalette(16))) },
        { "PNG, palette, 2 bits", 4, PngFile.Of(Side, Side, 2, 3, y => Packed(y, 2), PngFile.Chunk("PLTE", PngPalette(4))) },
        { "PNG, animated", 256, PngFile.With(Png(8, 0, level => [level]), PngFile.Chunk("acTL", [0, 0, 0, 2, 0, 0, 0, 0])) },
        { "PNG, a profile that is none", 256, PngFile.With(Png(8, 0, level => [level]), PngFile.Chunk("iCCP", PngFile.Bomb("a\0\0"u8, 1_000_000))) },
        { "GIF", 256, GifFile.Grey(Side, Levels) },
        { "BMP, 8 bits", 256, BmpFile.Of(Side, Side, 8, 0, Rows(up: true, Row), BmpFile.GreyPalette(256)) },
        { "BMP, 4 bits", 16, BmpFile.Of(Side, Side, 4, 0, Rows(up: true, y => Packed(y, 4)), BmpFile.GreyPalette(16)) },
        { "BMP, 1 bit", 2, BmpFile.Of(Side, Side, 1, 0, Rows(up: true, y => [.. Packed(y, 1), 0, 0]), BmpFile.GreyPalette(2)) },
        { "BMP, 24 bits", 256, BmpFile.Of(Side, Side, 24, 0, Rows(up: true, y => Spread(y, level => [level, level, level]))) },
        { "BMP, 32 bits", 256, BmpFile.Of(Side, Side, 32, 0, Rows(up: true, y => Spread(y, level => [level, level, level, 0]))) },
        { "BMP, rows down", 256, BmpFile.Of(Side, -Side, 24, 0, Rows(up: false, y => Spread(y, level => [level, level, level]))) },
        { "BMP, bit fields", 256, BmpFile.Of(Side, Side, 32, 3, Rows(up: true, y => Spread(y, level => [level, level, level, 0])), [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0]) },
        { "BMP, RLE8", 256, BmpFile.Of(Side, Side, 8, 1, [.. Rows(up: true, y => [.. Spread(y, level => [1, level]), 0, 0]), 0, 1], BmpFile.GreyPalette(256)) },
        { "BMP, RLE4", 16, BmpFile.Of(Side, Side, 4, 2, [.. Rows(up: true, y => [.. Spread(y, level => [1, (byte)(level >> 4 << 4)]), 0, 0]), 0, 1], BmpFile.GreyPalette(16)) },
        { "BMP, OS/2", 256, BmpFile.Os2(Side, Side, Rows(up: true, Row), BmpFile.GreyPalette(256, 3)) },
    };

    public static TheoryData<string, byte[], PictureOutcome> Outcomes => new()
    {
        { "JPEG, extended", JpegFile.Empty(0xC1, 8, 64, 64), PictureOutcome.NoFace },
        { "JPEG, arithmetic-coded", JpegFile.Empty(0xC9, 8, 64, 64), PictureOutcome.NoFace },
        { "JPEG, 12 bits", JpegFile.Empty(0xC1, 12, 64, 64), PictureOutcome.Unreadable },
        { "JPEG, 12 bits, of any size", JpegFile.Empty(0xC1, 12, 65_535, 65_535), PictureOutcome.Unreadable },
        { "JPEG, lossless", JpegFile.Empty(0xC3, 8, 64, 64), PictureOutcome.Unreadable },
        { "JPEG, hierarchical", JpegFile.Empty(0xC5, 8, 64, 64), PictureOutcome.Unreadable },
        { "BMP that holds a JPEG", BmpFile.Of(150, 150, 0, 4, Pictures.Read(Pictures.Johns[40])), PictureOutcome.Unreadable },
        { "BMP that holds a PNG", BmpFile.Of(Side, Side, 0, 5, Png(8, 0, level => [level])), PictureOutcome.Unreadable },
    };

    public static TheoryData<string> Lossy => ["lossy WebP", "animated WebP", "wide-gamut JPEG", "wide-gamut PNG", "wide-gamut WebP", "BMP of 16 bits"];

    [Theory]
    [MemberData(nameof(Lossless), DisableDiscoveryEnumeration = true)]
    public void A_picture_of_another_kind_has_the_same_pixels(string kind, int levels, byte[] file)
    {
        byte[]? pixels = Decoding.Pixels(file);

        Assert.NotNull(pixels);
        Assert.Equal(Side * Side * 4, pixels.Length);
        for (int i = 0; i < Levels.Length; i++)
        {
            int expected = Levels[i] * levels / 256 * 255 / (levels - 1);
            Assert.True((pixels[4 * i], pixels[(4 * i) + 1], pixels[(4 * i) + 2]) == (expected, expected, expected), $"{kind}: pixel {i}");
        }
    }

    [Theory]
    [MemberData(nameof(Outcomes), DisableDiscoveryEnumeration = true)]
    public void A_picture_of_a_rare_kind_has_an_outcome(string kind, byte[] file, PictureOutcome expected)
    {
        PictureOutcome outcome = Engine.OutcomeOf(file);

        Assert.True(expected == outcome, $"{kind}: {outcome}");
    }

    [Theory]
    [MemberData(nameof(Lossy))]
    public void A_picture_of_another_kind_shows_the_same_face(string kind)
    {
        using SKBitmap pixels = PictureFiles.Decode(Pictures.Read(Pictures.Johns[40]));
        byte[] file = kind switch
        {
            "lossy WebP" => LossyWebP(pixels),
            "animated WebP" => WebPFile.Animation(PictureFiles.WebP(pixels), pixels.Width, pixels.Height, pixels.Width, pixels.Height, 3),
            "wide-gamut JPEG" => PictureFiles.Jpeg(WideGamut(pixels)),
            "wide-gamut PNG" => PictureFiles.Png(WideGamut(pixels)),
            "wide-gamut WebP" => PictureFiles.WebP(WideGamut(pixels)),
            _ => BmpFile.Of(Side, Side, 16, 0, Rows(up: true, y => Spread(y, level =>
                [(byte)((level >> 3) | (level >> 3 << 5)), (byte)((level >> 6) | (level >> 3 << 2))]))),
        };

        using PictureFaces expected = Engine.Find(PictureFiles.Png(pixels));
        using PictureFaces faces = Engine.Find(file);

        Assert.Equal(PictureOutcome.FaceFound, faces.Outcome);
        float similarity = Assert.NotNull(faces.SimilarityTo(expected));
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: cosine {similarity:F4}");

        // The one of 16 bits is grey.
        Assert.InRange(similarity, kind == "BMP of 16 bits" ? Engine.Threshold : SameFace, 1);
    }

    private static byte[] LossyWebP(SKBitmap pixels)
    {
        using SKPixmap map = pixels.PeekPixels();
        using SKData? encoded = map.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, 90));
        return encoded!.ToArray();
    }

    // The same colours in a wider space, with its profile.
    private static SKBitmap WideGamut(SKBitmap pixels)
    {
        using var colours = SKColorSpace.CreateRgb(SKColorSpaceTransferFn.Srgb, SKColorSpaceXyz.DisplayP3);
        using var plain = new SKBitmap(pixels.Info.WithColorSpace(SKColorSpace.CreateSrgb()));
        pixels.GetPixelSpan().CopyTo(plain.GetPixelSpan());
        var wide = new SKBitmap(pixels.Info.WithColorSpace(colours));
        using SKPixmap from = plain.PeekPixels();
        using SKPixmap to = wide.PeekPixels();
        Assert.True(from.ReadPixels(to));
        Assert.False(wide.GetPixelSpan().SequenceEqual(pixels.GetPixelSpan()));
        return wide;
    }

    private static byte[] Png(byte depth, byte colourType, Func<byte, byte[]> sample) => PngFile.Of(Side, Side, depth, colourType, y => Spread(y, sample));

    private static byte[] PngPalette(int colours) => [.. Enumerable.Range(0, colours).SelectMany(i => Enumerable.Repeat((byte)(i * 255 / (colours - 1)), 3))];

    private static byte[] Row(int y) => Levels[(y * Side)..((y + 1) * Side)];

    private static byte[] Spread(int y, Func<byte, byte[]> sample) => [.. Row(y).SelectMany(sample)];

    // The upper bits of each level, side by side.
    private static byte[] Packed(int y, int bits)
    {
        byte[] packed = new byte[Side * bits / 8];
        byte[] row = Row(y);
        for (int x = 0; x < Side; x++)
        {
            packed[x * bits / 8] |= (byte)(row[x] >> (8 - bits) << (8 - bits - (x * bits % 8)));
        }

        return packed;
    }

    private static byte[] Rows(bool up, Func<int, byte[]> row) =>
        [.. Enumerable.Range(0, Side).SelectMany(y => row(up ? Side - 1 - y : y))];

    private static byte[] PortraitLevels()
    {
        using SKBitmap pixels = PictureFiles.Decode(Pictures.Read(Pictures.Johns[40]));
        using SKBitmap portrait = Canvas.Shrunk(pixels, Side, Side);
        return Canvas.GreyLevels(portrait);
    }
}
