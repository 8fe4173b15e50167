using Iris.Testing;
using SkiaSharp;

namespace Iris.Tests;

/// <summary>The formats that the engine reads, each made from the same picture.</summary>
public sealed class FormatTests
{
    // The same pixels give the same embedding but for the resampling's rounding, which is the same too.
    private const float SamePixels = 0.99999f;

    // JPEG at quality 100 without subsampling: levels are off by one or two.
    private const float NearlySamePixels = 0.995f;

    private static readonly string Original = Pictures.Johns[40];

    public static TheoryData<string, float> Formats => new()
    {
        { "PNG", SamePixels }, { "WebP", SamePixels }, { "BMP", SamePixels }, { "JPEG", NearlySamePixels },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_picture_in_another_format_is_the_same_picture(string format, float minCosine)
    {
        using SKBitmap pixels = PictureFiles.Decode(Pictures.Read(Original));
        byte[] file = format switch
        {
            "PNG" => PictureFiles.Png(pixels),
            "WebP" => PictureFiles.WebP(pixels),
            "BMP" => PictureFiles.Bmp(pixels),
            _ => PictureFiles.Jpeg(pixels),
        };

        AssertSimilar(Pictures.Read(Original), file, minCosine);
    }

    [Fact]
    public void Grey_pictures_are_the_same_in_every_format_that_can_hold_them()
    {
        byte[] levels = GreyLevels(out int width);
        using SKBitmap colours = Canvas.Grey(width, levels);
        byte[] expected = PictureFiles.Png(colours);
        byte[] palette = [.. Enumerable.Range(0, 256).SelectMany(level => Enumerable.Repeat((byte)level, 3))];
        using SKBitmap grey = OneChannel(width, levels);

        AssertSimilar(expected, GifFile.Grey(width, levels), SamePixels);
        AssertSimilar(expected, PngFile.WithPalette(width, levels, palette), SamePixels);
        AssertSimilar(expected, PictureFiles.Png(grey), SamePixels);
        AssertSimilar(expected, PictureFiles.Jpeg(grey), NearlySamePixels);
    }

    [Fact]
    public void A_grey_picture_still_matches_the_coloured_one()
    {
        byte[] levels = GreyLevels(out int width);

        // Another picture to the network, but the same person.
        AssertSimilar(Pictures.Read(Original), GifFile.Grey(width, levels), Engine.Threshold);
    }

    [Fact]
    public void A_gif_of_two_frames_is_its_first_frame()
    {
        byte[] levels = GreyLevels(out int width);
        byte[] blank = new byte[levels.Length];

        AssertSimilar(GifFile.Grey(width, levels), GifFile.Grey(width, levels, blank), SamePixels);
        Assert.Equal(PictureOutcome.NoFace, Engine.OutcomeOf(GifFile.Grey(width, blank, levels)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_jpeg_of_four_inks_is_the_same_picture(bool ycck)
    {
        // A multiple of 8 on each side, so that there are whole blocks only.
        using SKBitmap pixels = PictureFiles.Decode(Pictures.Read(Original));
        using SKBitmap portrait = Canvas.Shrunk(pixels, 144, 144);
        byte[] file = CmykJpegFile.FromRgb(144, [.. portrait.Pixels.SelectMany(colour => (byte[])[colour.Red, colour.Green, colour.Blue])], ycck);

        AssertSimilar(PictureFiles.Png(portrait), file, NearlySamePixels);
    }

    [Fact]
    public void A_transparent_background_is_black()
    {
        using SKBitmap opaque = PictureFiles.Decode(Pictures.Read(Original));
        using SKBitmap transparent = opaque.Copy();
        for (int y = 0; y < opaque.Height; y++)
        {
            for (int x = 0; x < opaque.Width; x++)
            {
                if (x is < 20 or >= 130)
                {
                    opaque.SetPixel(x, y, SKColors.Black);
                    transparent.SetPixel(x, y, SKColors.Transparent);
                }
            }
        }

        AssertSimilar(PictureFiles.Png(opaque), PictureFiles.Png(transparent), SamePixels);
    }

    [Fact]
    public void A_picture_that_is_transparent_throughout_has_no_face()
    {
        using SKBitmap transparent = Canvas.Blank(200, 200, SKColors.Transparent);
        Assert.Equal(PictureOutcome.NoFace, Engine.OutcomeOf(PictureFiles.Png(transparent)));
    }

    private static byte[] GreyLevels(out int width)
    {
        using SKBitmap pixels = PictureFiles.Decode(Pictures.Read(Original));
        width = pixels.Width;
        return Canvas.GreyLevels(pixels);
    }

    private static SKBitmap OneChannel(int width, byte[] levels)
    {
        var grey = new SKBitmap(new SKImageInfo(width, levels.Length / width, SKColorType.Gray8, SKAlphaType.Opaque));
        for (int y = 0; y < grey.Height; y++)
        {
            levels.AsSpan(y * width, width).CopyTo(grey.GetPixelSpan()[(y * grey.RowBytes)..]);
        }

        return grey;
    }

    private static void AssertSimilar(byte[] expected, byte[] actual, float minCosine)
    {
        using PictureFaces a = Engine.Find(expected);
        using PictureFaces b = Engine.Find(actual);
        Assert.Equal(PictureOutcome.FaceFound, b.Outcome);
        Assert.Equal((a.Width, a.Height, a.Count), (b.Width, b.Height, b.Count));
        Assert.InRange(Assert.NotNull(a.SimilarityTo(b)), minCosine, 1);
    }
}
