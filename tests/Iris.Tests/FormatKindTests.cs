using Iris.Testing;
using SkiaSharp;

namespace Iris.Tests;

/// <summary>Kinds of pictures that change what is seen: the same face, or the same outcome. <see cref="PictureKindTests"/> has the list of all kinds.</summary>
public sealed class FormatKindTests
{
    private const int Side = 144;

    // Wide-gamut colours are taken as they are stored, so that they look paler; lossy WebP moves levels by some. The same person by far.
    private const float SameFace = 0.9f;

    private static readonly byte[] Levels = PortraitLevels();

    public static TheoryData<string> Lossy => ["lossy WebP", "animated WebP", "wide-gamut JPEG", "wide-gamut PNG", "wide-gamut WebP", "BMP of 16 bits"];

    [Fact]
    public void A_profile_that_is_none_is_passed_over() => Assert.Equal(
        Decoding.Pixels(PictureFiles.Png(Canvas.Grey(Side, Levels))),
        Decoding.Pixels(PngFile.With(PictureFiles.Png(Canvas.Grey(Side, Levels)), PngFile.Chunk("iCCP", PngFile.Bomb("a\0\0"u8, 1_000_000)))));

    [Theory]
    [InlineData(64, 64)]
    [InlineData(65_535, 65_535)]
    public void A_jpeg_of_12_bits_is_unreadable_whatever_its_size(int width, int height) =>
        Assert.Equal(PictureOutcome.Unreadable, Engine.OutcomeOf(JpegFile.Empty(0xC1, 12, (ushort)width, (ushort)height)));

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

    private static byte[] Row(int y) => Levels[(y * Side)..((y + 1) * Side)];

    private static byte[] Spread(int y, Func<byte, byte[]> sample) => [.. Row(y).SelectMany(sample)];

    private static byte[] Rows(bool up, Func<int, byte[]> row) =>
        [.. Enumerable.Range(0, Side).SelectMany(y => row(up ? Side - 1 - y : y))];

    private static byte[] PortraitLevels()
    {
        using SKBitmap pixels = PictureFiles.Decode(Pictures.Read(Pictures.Johns[40]));
        using SKBitmap portrait = Canvas.Shrunk(pixels, Side, Side);
        return Canvas.GreyLevels(portrait);
    }
}
