using Iris.Testing;
using SkiaSharp;

namespace Iris.Tests;

/// <summary>Pictures with something missing, something changed or something else around them: the decode ends in an outcome.</summary>
public sealed class DamagedPictureTests
{
    private const int Step = 512;

    private static readonly string Portrait = Pictures.Johns[40];

    private static readonly byte[] Script = [.. "=1;alert('<script>');/*<?php echo 1 ?>*/"u8];

    private static readonly byte[] Archive = [.. "PK\x03\x04\x14\0\0\0\0\0"u8, .. new byte[100], .. "PK\x05\x06"u8, .. new byte[18]];

    /// <summary>Every shipped picture, and one of each other format.</summary>
    public static TheoryData<string> Files => [.. Pictures.Held, "PNG", "WebP", "GIF", "BMP"];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_picture_cut_short_anywhere_is_decoded_as_far_as_it_goes_or_unreadable(string name)
    {
        byte[] file = Read(name);
        int decoded = 0;
        for (int length = Step; length < file.Length; length += Step)
        {
            ReadOnlySpan<byte> cut = file.AsSpan(0, length);
            PictureOutcome? refusal = Decoding.RefusalOf(cut);
            Assert.True(refusal is null or PictureOutcome.Unreadable, $"{name}, {length} bytes: {refusal}");

            // Decoding all of them would take minutes: of large pictures a sample, at a small scale.
            if (file.Length < 20_000 || length / Step % Math.Max(file.Length / 20_000, 1) == 0)
            {
                decoded += refusal is null && Decoding.Pixels(cut, reduction: 8) is not null ? 1 : 0;
            }
        }

        Assert.True(decoded > 0, name);
    }

    [Theory]
    [InlineData("JPEG")]
    [InlineData("PNG")]
    [InlineData("WebP")]
    [InlineData("GIF")]
    [InlineData("BMP")]
    public void A_picture_with_any_bit_flipped_ends_in_an_outcome(string format)
    {
        byte[] file = Read(format);
        var random = new Random(1);
        for (int i = 0; i < 400; i++)
        {
            byte[] damaged = [.. file];

            // Half of them in the header, where sizes are.
            int place = i % 2 == 0 ? random.Next(Math.Min(200, file.Length)) : random.Next(file.Length);
            damaged[place] ^= (byte)(1 << random.Next(8));
            PictureOutcome? refusal = Decoding.RefusalOf(damaged);
            Assert.True(refusal is null or PictureOutcome.Unreadable or PictureOutcome.Unsupported or PictureOutcome.TooLarge);
            if (refusal is null && Engine.Shared.MeasureDecode(damaged) < 16 * 1024 * 1024)
            {
                Decoding.Pixels(damaged);
            }
        }
    }

    [Theory]
    [InlineData("JPEG")]
    [InlineData("PNG")]
    [InlineData("WebP")]
    [InlineData("GIF")]
    [InlineData("BMP")]
    public void What_follows_a_picture_is_passed_over(string format)
    {
        byte[] file = Read(format);
        byte[]? expected = Decoding.Pixels(file);
        Assert.NotNull(expected);
        foreach (byte[] appended in (byte[][])[Archive, Script, "<html><body>"u8.ToArray(), file, new byte[100_000]])
        {
            Assert.Equal(expected, Decoding.Pixels([.. file, .. appended]));
        }
    }

    [Fact]
    public void A_picture_that_is_also_something_else_is_the_picture()
    {
        // The comment of a GIF, of a JPEG and of a PNG hold what another program would run or unpack.
        byte[] gif = Read("GIF");
        int end = 13 + 768;
        byte[] withScript = [.. gif.AsSpan(0, end), 0x21, 0xFE, (byte)Script.Length, .. Script, 0, .. gif.AsSpan(end)];
        Assert.Equal(Decoding.Pixels(gif), Decoding.Pixels(withScript));

        byte[] jpeg = Read("JPEG");
        Assert.Equal(Decoding.Pixels(jpeg), Decoding.Pixels(JpegFile.With(jpeg, 0xFE, [Archive])));

        byte[] png = Read("PNG");
        Assert.Equal(Decoding.Pixels(png), Decoding.Pixels(PngFile.With(png, PngFile.Chunk("tEXt", [.. "a\0"u8, .. Script]))));
    }

    [Fact]
    public void A_picture_behind_something_else_is_unsupported()
    {
        byte[] jpeg = Read("JPEG");
        foreach (byte[] before in (byte[][])["%PDF-1.7\n"u8.ToArray(), Archive, "\r\n"u8.ToArray(), [0], "<html>"u8.ToArray(), "\ufeff"u8.ToArray()])
        {
            Assert.Equal(PictureOutcome.Unsupported, Engine.OutcomeOf([.. before, .. jpeg]));
        }
    }

    [Fact]
    public void A_signature_on_another_formats_picture_is_unreadable()
    {
        byte[] png = Read("PNG"), jpeg = Read("JPEG");
        Assert.Equal(PictureOutcome.Unreadable, Engine.OutcomeOf([.. jpeg.AsSpan(0, 3), .. png.AsSpan(3)]));
        Assert.Equal(PictureOutcome.Unreadable, Engine.OutcomeOf([.. png.AsSpan(0, 8), .. jpeg.AsSpan(8)]));
        Assert.Equal(PictureOutcome.Unreadable, Engine.OutcomeOf([.. "RIFF"u8, .. jpeg.AsSpan(0, 4), .. "WEBP"u8, .. jpeg.AsSpan(12)]));
    }

    private static byte[] Read(string name)
    {
        if (name.Contains('/'))
        {
            return Pictures.Read(name);
        }

        byte[] jpeg = Pictures.Read(Portrait);
        using SKBitmap pixels = PictureFiles.Decode(jpeg);
        return name switch
        {
            "PNG" => PictureFiles.Png(pixels),
            "WebP" => PictureFiles.WebP(pixels),
            "GIF" => GifFile.Grey(pixels.Width, Canvas.GreyLevels(pixels)),
            "BMP" => PictureFiles.Bmp(pixels),
            _ => jpeg,
        };
    }
}
