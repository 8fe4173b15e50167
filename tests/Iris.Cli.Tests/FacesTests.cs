using System.Text.Json.Nodes;
using Iris.Cli.Pictures;
using Iris.Client;
using SkiaSharp;
using static Iris.Cli.Tests.PictureFolder;

namespace Iris.Cli.Tests;

/// <summary><c>iris faces</c>: where are they, and how well can they be seen?</summary>
public sealed class FacesTests : IDisposable
{
    private readonly PictureFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_faces_of_a_picture_are_told_in_a_table_and_nothing_is_written()
    {
        string picture = _folder.Add("group.jpg", Group);

        (int exitCode, string output, string error) = await IrisCommand.RunInAsync(_folder.Path, [], "faces", picture);

        Assert.Equal(0, exitCode);
        Assert.Equal("", error);
        string[] lines = output.TrimEnd().Split('\n');
        Assert.Matches("^Face +Left +Top +Width +Height +Sharp +Bright +Roll +Yaw +Pitch +Score", lines[0]);
        Assert.Matches(@"^ +1 +\d+ +\d+ +\d+ +\d+ +0\.\d\d +0\.\d\d +-?\d+° +-?\d+° +-?\d+° +0\.\d\d", lines[1]);
        Assert.Equal($"{lines.Length - 2} faces in a picture of 500 × 375 pixels.", lines[^1]);
        Assert.Equal(["group.jpg"], _folder.Files);
    }

    [Fact]
    public async Task A_picture_without_a_face_is_an_exit_code_of_its_own()
    {
        (int exitCode, string output, string error) = await IrisCommand.RunAsync("faces", TestPictures.PathOf(Dogs));

        Assert.Equal(1, exitCode);
        Assert.Equal("0 faces in a picture of 900 × 916 pixels.\n", output);
        Assert.Equal("", error);
    }

    [Theory]
    [InlineData(85, 0, "1 face in a picture of 150 × 150 pixels.")]
    [InlineData(60, 1, "0 faces in a picture of 150 × 150 pixels.")]
    public async Task A_picture_that_was_cut_short_is_told(int percent, int expected, string found)
    {
        string cut = _folder.AddCutShort("cut.jpg", SalleyAgain, percent);

        (int exitCode, string output, string error) = await IrisCommand.RunAsync("faces", cut);

        Assert.Equal((expected, ""), (exitCode, error));
        Assert.EndsWith($"{found}\nThe file is cut short: a part of the picture is missing.\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(3)]
    public async Task The_annotated_copy_is_upright_and_its_boxes_are_where_the_answer_says(int orientation)
    {
        // 150 × 200 as it is stored.
        using SKBitmap portrait = PictureFiles.Decode(TestPictures.Read(Salley));
        using SKBitmap upright = Canvas.Blank(200, 150, SKColors.Gray);
        Canvas.Paste(portrait, upright, SKRectI.Create(40, 0, 150, 150));
        string picture = _folder.Add("stored.jpg", Stored(upright, orientation));
        string copy = _folder.PathOf("copy.png");

        (int exitCode, string output, string error) = await IrisCommand.RunAsync("faces", picture, "--annotate", copy, "--json");

        Assert.Equal("", error);
        Assert.Equal(0, exitCode);
        JsonNode face = Assert.Single(JsonNode.Parse(output)!["faces"]!.AsArray())!;
        using SKBitmap drawn = SKBitmap.Decode(copy);
        Assert.Equal((200, 150), (drawn.Width, drawn.Height));
        (double left, double top) = ((double)face["box"]!["x"]!, (double)face["box"]!["y"]!);
        (double width, double height) = ((double)face["box"]!["width"]!, (double)face["box"]!["height"]!);
        Assert.InRange(left, 40, 190);
        AssertGreen(drawn, left, top + (height / 2));
        AssertGreen(drawn, left + (width / 2), top);
        foreach (string point in (string[])["left_eye", "right_eye", "nose", "left_mouth", "right_mouth"])
        {
            AssertRed(drawn, (double)face["landmarks"]![point]!["x"]!, (double)face["landmarks"]![point]!["y"]!);
        }

        SKColor beside = drawn.GetPixel(10, 75);
        Assert.InRange(beside.Red, 118, 138);
    }

    [Fact]
    public async Task A_picture_with_transparency_is_annotated_on_what_was_looked_at()
    {
        using SKBitmap portrait = PictureFiles.Decode(TestPictures.Read(Salley));
        using SKBitmap transparent = Canvas.Blank(300, 200, SKColors.Transparent);
        Canvas.Paste(portrait, transparent, SKRectI.Create(100, 25, 150, 150));

        (int exitCode, _, string error) = await IrisCommand.RunAsync(
            "faces", _folder.Add("transparent.png", PictureFiles.Png(transparent)), "--annotate", _folder.PathOf("copy.PNG"));

        Assert.Equal("", error);
        Assert.Equal(0, exitCode);
        using SKBitmap drawn = SKBitmap.Decode(_folder.PathOf("copy.PNG"));
        Assert.Equal(SKColors.Black, drawn.GetPixel(5, 5));
    }

    [Fact]
    public void A_picture_too_large_to_be_drawn_upon_in_full_is_drawn_upon_at_half_its_size()
    {
        using SKBitmap blank = Canvas.Blank(3000, 2000, SKColors.Gray);
        Face face = new()
        {
            Box = new(1000, 600, 500, 700),
            Landmarks = new() { LeftEye = new(1100, 800), RightEye = new(1400, 800), Nose = new(1250, 950), LeftMouth = new(1150, 1100), RightMouth = new(1350, 1100) },
            Quality = new(),
        };

        // In full it is 24 MB.
        AnnotatedPicture.Write(PictureFiles.Jpeg(blank), [face], _folder.PathOf("copy.png"), new PictureLimits { MaxDecodeBytes = 20_000_000 });

        using SKBitmap drawn = SKBitmap.Decode(_folder.PathOf("copy.png"));
        Assert.Equal((1500, 1000), (drawn.Width, drawn.Height));
        AssertGreen(drawn, 500, 400);
        AssertGreen(drawn, 600, 650);
        AssertRed(drawn, 625, 475);
        Assert.InRange(drawn.GetPixel(1000, 600).Green, 118, 138);
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_replaced()
    {
        string picture = _folder.Add("my-only-copy.png", Salley);

        (int exitCode, string output, string error) = await IrisCommand.RunAsync("faces", picture, "--annotate", picture);

        Assert.Equal(3, exitCode);
        Assert.Equal("", output);
        Assert.Equal($"{picture} is there already: choose another name, or remove it.\n", error);
        Assert.Equal(TestPictures.Read(Salley), await File.ReadAllBytesAsync(picture, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_copy_that_cannot_be_written_is_told_in_a_line()
    {
        string nowhere = _folder.PathOf("nowhere/copy.png");

        (int exitCode, string output, string error) = await IrisCommand.RunAsync("faces", TestPictures.PathOf(Salley), "--annotate", nowhere);

        Assert.Equal(3, exitCode);
        Assert.Equal("", output);
        Assert.StartsWith($"{nowhere} cannot be written: choose another place.", error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(static c => c == '\n'));
    }

    // The file whose pixels, turned as its orientation says, are the upright picture.
    private static byte[] Stored(SKBitmap upright, int orientation)
    {
        bool swaps = Exif.SwapsSides(orientation);
        using SKBitmap stored = Canvas.Blank(swaps ? upright.Height : upright.Width, swaps ? upright.Width : upright.Height, SKColors.Black);
        for (int row = 0; row < stored.Height; row++)
        {
            for (int column = 0; column < stored.Width; column++)
            {
                (int x, int y) = Exif.Place(orientation, column, row, upright.Width, upright.Height);
                stored.SetPixel(column, row, upright.GetPixel(x, y));
            }
        }

        return Exif.WithOrientation(PictureFiles.Jpeg(stored), orientation);
    }

    private static void AssertGreen(SKBitmap drawn, double x, double y)
    {
        SKColor colour = drawn.GetPixel((int)Math.Round(x), (int)Math.Round(y));
        Assert.True(colour.Green > colour.Red + 40, $"{colour} at {x}, {y}");
    }

    private static void AssertRed(SKBitmap drawn, double x, double y)
    {
        SKColor colour = drawn.GetPixel((int)Math.Round(x), (int)Math.Round(y));
        Assert.True(colour.Red > colour.Green + 100, $"{colour} at {x}, {y}");
    }
}
