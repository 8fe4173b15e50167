using Iris.Testing;
using SkiaSharp;

namespace Iris.Tests;

/// <summary>Small files that ask for much memory or time, in every format: refused by their header, or harmless.</summary>
public sealed class DecompressionBombTests
{
    private const int MaxSegments = 4096;

    private static readonly byte[] SmallPng = Encoded(PictureFiles.Png, 8, 8);
    private static readonly byte[] SmallWebP = Encoded(PictureFiles.WebP, 16, 16);
    private static readonly byte[] SmallJpeg = Encoded(picture => PictureFiles.Jpeg(picture), 16, 16);

    public static TheoryData<string, Func<byte[]>> TooLarge => new()
    {
        { "a PNG of 65,535²", () => PngFile.Announcing(65_535, 65_535) },
        { "a PNG of the largest sides", () => PngFile.Announcing(int.MaxValue, int.MaxValue) },
        { "a JPEG with 100 scans behind a reserved marker", () => JpegFile.WithHiddenScans(64, 100) },
        { "a JPEG of 65,535²", () => JpegFile.Empty(0xC0, 8, 65_535, 65_535) },
        { "a progressive JPEG of 14,000²", () => JpegFile.Progressive(14_000, 14_000, 2, 0x11, 0x11, 0x11) },
        { "a JPEG with 10,000 scans", () => JpegFile.Progressive(64, 64, 10_000, JpegFile.FullColour) },
        { "a JPEG with 65,535 empty segments", () => JpegFile.With(SmallJpeg, 0xE1, Enumerable.Repeat<byte[]>([], 65_535)) },
        { "a GIF of 65,535²", () => GifFile.OfOnePixel(65_535, 65_535, 1) },
        { "a GIF of 100,000 frames", () => GifFile.OfOnePixel(100, 100, 100_000) },
        { "a WebP of 100,000 frames", () => WebPFile.Animation(SmallWebP, 16, 16, 16, 16, 100_000) },
        { "a WebP of 2^24 by 2", () => WebPFile.Animation(SmallWebP, 1 << 24, 2, 16, 16, 1) },
        { "a WebP of 2^24 by 2^24", () => WebPFile.Animation(SmallWebP, 1 << 24, 1 << 24, 16, 16, 1) },
        { "a WebP of 16,383²", () => WebPFile.Animation(SmallWebP, 16_383, 16_383, 16, 16, 1) },
        { "a GIF of 35 bytes and 200 megapixels", () => [.. "GIF89a"u8, 0x3E, 0x37, 0x3E, 0x37, 0x80, 0, 0, .. new byte[6], 0x2C, 0, 0, 0, 0, 0x3E, 0x37, 0x3E, 0x37, 0, 2, 1, 0, 0x3B] },
        { "a BMP of 2^31", () => BmpFile.Of(int.MaxValue, int.MaxValue, 24, 0, []) },
        { "a BMP of -2^31", () => BmpFile.Of(int.MaxValue, int.MinValue, 24, 0, []) },
        { "a BMP of 30,000², RLE", () => BmpFile.Of(30_000, 30_000, 8, 1, [0, 1], BmpFile.GreyPalette(256)) },
    };

    public static TheoryData<string, Func<byte[]>> Harmless => new()
    {
        { "a PNG with a chunk of 5 MB", () => PngFile.With(SmallPng, PngFile.Chunk("abCd", new byte[5_000_000])) },
        { "a PNG with 5 MB of EXIF", () => PngFile.With(SmallPng, PngFile.Chunk("eXIf", new byte[5_000_000])) },
        { "a PNG with 400,000 texts", () => PngFile.With(SmallPng, [.. Enumerable.Repeat(PngFile.Chunk("tEXt", "a\0b"u8.ToArray()), 400_000)]) },
        { "a PNG with 5 texts that unpack to 8 MB", () => PngFile.With(SmallPng, [.. Enumerable.Repeat(PngFile.Chunk("zTXt", PngFile.Bomb("a\0\0"u8, 8_000_000)), 5)]) },
        { "a PNG with 5 international texts that unpack to 8 MB", () => PngFile.With(SmallPng, [.. Enumerable.Repeat(PngFile.Chunk("iTXt", PngFile.Bomb("a\0\x01\0\0\0"u8, 8_000_000)), 5)]) },
        { "a PNG with 300 texts that unpack to 8 MB", () => PngFile.With(SmallPng, [.. Enumerable.Repeat(PngFile.Chunk("zTXt", PngFile.Bomb("a\0\0"u8, 8_000_000)), 300)]) },
        { "zTXt that unpacks to 50 MB", () => PngFile.With(SmallPng, PngFile.Chunk("zTXt", PngFile.Bomb("a\0\0"u8, 50_000_000))) },
        { "iTXt that unpacks to 50 MB", () => PngFile.With(SmallPng, PngFile.Chunk("iTXt", PngFile.Bomb("a\0\x01\0\0\0"u8, 50_000_000))) },
        { "iCCP that unpacks to 50 MB", () => PngFile.With(SmallPng, PngFile.Chunk("iCCP", PngFile.Bomb("a\0\0"u8, 50_000_000))) },
        { "IDAT that unpacks to 50 MB", () => PngFile.With(SmallPng, PngFile.Chunk("IDAT", PngFile.Bomb([], 50_000_000))) },
        { "a lossy WebP with 9 MB behind its picture", () => LossyWebP(9_000_000) },
        { "a WebP with a profile of 8 MB", () => WebPFile.WithProfile(SmallWebP, 16, 16, new byte[8_000_000]) },
        { "a JPEG with 255 pieces of a profile", () => JpegFile.With(SmallJpeg, 0xE2, ProfilePieces()) },
        { "a JPEG whose EXIF points to itself", () => JpegFile.With(SmallJpeg, 0xE1, [[.. "Exif\0\0II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0\x08\0\0\0"u8]]) },
    };

    [Theory]
    [MemberData(nameof(TooLarge), DisableDiscoveryEnumeration = true)]
    public void A_file_that_asks_for_too_much_is_refused_by_its_header(string name, Func<byte[]> make)
    {
        byte[] bomb = make();
        Assert.Equal(0, Engine.Shared.MeasureDecode(bomb));
        PictureOutcome outcome = PictureOutcome.FaceFound;
        long allocated = Allocation.Least(() => outcome = Engine.OutcomeOf(bomb));

        Assert.True(outcome == PictureOutcome.TooLarge, $"{name}: {outcome}");
        Assert.InRange(allocated, 0, 5_000);
    }

    [Theory]
    [MemberData(nameof(Harmless), DisableDiscoveryEnumeration = true)]
    public void Metadata_that_asks_for_too_much_is_not_believed(string name, Func<byte[]> make)
    {
        byte[] bomb = make();
        Assert.True(Decoding.RefusalOf(bomb) is null or PictureOutcome.Unreadable, name);

        PictureOutcome outcome = Engine.OutcomeOf(bomb);

        Assert.True(outcome is PictureOutcome.NoFace or PictureOutcome.Unreadable, $"{name}: {outcome}");
    }

    [Theory]
    [InlineData(10_000, null)]
    [InlineData(10_001, PictureOutcome.TooLarge)]
    public void A_picture_may_have_as_many_frames_as_the_limit_and_not_one_more(int frames, PictureOutcome? refusal)
    {
        Assert.Equal(refusal, Decoding.RefusalOf(GifFile.OfOnePixel(10, 10, frames)));
        Assert.Equal(refusal, Decoding.RefusalOf(WebPFile.Animation(SmallWebP, 16, 16, 16, 16, frames)));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, PictureOutcome.TooLarge)]
    public void A_jpeg_may_have_as_many_segments_as_the_limit_and_not_one_more(int more, PictureOutcome? refusal)
    {
        // Those that it has, up to where its pixels begin; a file of one scan has nothing after them.
        int own = CountSegments(SmallJpeg);
        Assert.Equal(refusal, Decoding.RefusalOf(JpegFile.With(SmallJpeg, 0xE1, Enumerable.Repeat<byte[]>([], MaxSegments - own + more))));
    }

    // What follows its partitions is never looked at.
    private static byte[] LossyWebP(int more)
    {
        using SKBitmap pixels = Canvas.Blank(16, 16, SKColors.BurlyWood);
        using SKPixmap map = pixels.PeekPixels();
        using SKData? lossy = map.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, 90));
        return WebPFile.WithPicture("VP8 ", [.. lossy!.ToArray().AsSpan(20), .. new byte[more]]);
    }

    private static int CountSegments(byte[] jpeg)
    {
        int count = 0;
        for (int at = 2; jpeg[at + 1] != 0xDA; at += 2 + (jpeg[at + 2] << 8) + jpeg[at + 3])
        {
            count++;
        }

        return count + 1;
    }

    private static IEnumerable<byte[]> ProfilePieces() =>
        Enumerable.Range(1, 255).Select(i => (byte[])[.. "ICC_PROFILE\0"u8, (byte)i, 255, .. new byte[65_000]]);

    private static byte[] Encoded(Func<SKBitmap, byte[]> encode, int width, int height)
    {
        using SKBitmap pixels = Canvas.Blank(width, height, SKColors.BurlyWood);
        return encode(pixels);
    }
}
