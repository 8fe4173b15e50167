using Iris.Testing;
using SkiaSharp;

namespace Iris.Tests;

/// <summary>Small faces beside large ones, which only a thorough search looks for.</summary>
public sealed class ThoroughSearchTests
{
    private const string Group = "faceaisharp/group_10mpx.jpg";

    private static readonly FaceSearch Thorough = new() { Embed = FaceSelection.None, Thorough = true };

    public static TheoryData<string> HeldPictures => [.. Pictures.Groups, .. Pictures.Johns.Where((_, i) => i % 11 == 0)];

    // Every face of these pictures is found by the default search, so what is added is none.
    [Theory]
    [MemberData(nameof(HeldPictures))]
    public void It_keeps_what_the_default_search_finds_and_adds_no_false_face(string picture)
    {
        using PictureFaces expected = Engine.Find(picture, FaceSelection.None);
        using PictureFaces actual = Engine.Find(Pictures.Read(picture), Thorough);

        Assert.Equal(FacesOf(expected), FacesOf(actual));
    }

    // Measured: 29 of 33; the others are half hidden or in profile. The default search finds 2.
    [Fact]
    public void It_finds_most_faces_of_a_large_group_and_nothing_else()
    {
        Assert.SkipUnless(Pictures.Has(Group), Pictures.NotHeld);
        using PictureFaces faces = Engine.Find(Pictures.Read(Group), Thorough);

        Assert.InRange(faces.Count, 25, 33);

        // All of them stand upright at one distance: collars, foreheads and parts of faces do not look like that.
        Assert.All(FacesOf(faces), face =>
        {
            Assert.InRange(face.Box.ShortSide, 60, 90);
            Assert.InRange(face.Pose.Roll, -20, 20);
        });
    }

    [Fact]
    public void It_finds_small_faces_beside_a_large_one_that_the_default_search_misses()
    {
        byte[] picture = LargeAndSmall(out SKRectI[] small);
        using PictureFaces expected = Engine.Find(picture);
        using PictureFaces actual = Engine.Find(picture, Thorough with { Embed = FaceSelection.All });

        Assert.Equal(1, expected.Count);
        Assert.Equal(1 + small.Length, actual.Count);
        Assert.Equal(expected[0], actual[0]);
        Assert.Equal(expected.Embedding(0).ToArray(), actual.Embedding(0).ToArray());
        Assert.All(small, place => Assert.Contains(FacesOf(actual), face => face.Box.ShortSide < 50 && Holds(place, face.Box)));
    }

    [Fact]
    public void It_makes_do_without_a_finer_decode_where_there_is_no_room_for_one()
    {
        using SKBitmap large = Canvas.Blank(2560, 1920, SKColors.Gray);
        using SKBitmap portrait = PictureFiles.Decode(Pictures.Read(Pictures.Johns[40]));
        Canvas.Paste(portrait, large, SKRectI.Create(600, 400, 900, 900));
        Canvas.Paste(portrait, large, SKRectI.Create(2200, 1500, 120, 120));
        byte[] picture = PictureFiles.Jpeg(large);

        // Half the scale takes 5 MB, the full one 20 MB.
        using FaceComparer comparer = FaceComparer.Load(Engine.Pack, new PictureLimits { MaxDecodeBytes = 12_000_000 });
        Assert.InRange(comparer.MeasureDecode(picture), 5_000_000, 12_000_000);
        using PictureFaces faces = comparer.FindFaces(picture, Thorough, TestContext.Current.CancellationToken);

        Assert.Equal(2, faces.Count);
    }

    [Fact]
    public void It_lists_no_more_faces_than_there_may_be()
    {
        const int Columns = 14, Rows = 11, Side = 120;
        using SKBitmap crowd = Canvas.Blank(Columns * Side, Rows * Side, SKColors.Gray);
        for (int i = 0; i < Columns * Rows; i++)
        {
            using SKBitmap portrait = PictureFiles.Decode(Pictures.Read(Pictures.Johns[i % Pictures.Johns.Count]));
            Canvas.Paste(portrait, crowd, SKRectI.Create(i % Columns * Side, i / Columns * Side, Side, Side));
        }

        using PictureFaces faces = Engine.Find(PictureFiles.Bmp(crowd), Thorough);

        Assert.InRange(faces.Count, 100, 128);
    }

    private static byte[] LargeAndSmall(out SKRectI[] small)
    {
        small = [SKRectI.Create(900, 80, 60, 60), SKRectI.Create(1100, 500, 60, 60), SKRectI.Create(1000, 1000, 60, 60), SKRectI.Create(200, 1050, 60, 60)];
        using SKBitmap portrait = PictureFiles.Decode(Pictures.Read(Pictures.Johns[40]));
        using SKBitmap shrunk = Canvas.Shrunk(portrait, 60, 60);
        using SKBitmap canvas = Canvas.Blank(1280, 1200, SKColors.Gray);
        Canvas.Paste(portrait, canvas, SKRectI.Create(100, 200, 700, 700));
        foreach (SKRectI place in small)
        {
            Canvas.Paste(shrunk, canvas, place);
        }

        return PictureFiles.Png(canvas);
    }

    private static bool Holds(SKRectI place, FaceBox box) =>
        place.Left < box.Left && box.Right < place.Right && place.Top < box.Top && box.Bottom < place.Bottom;

    private static DetectedFace[] FacesOf(PictureFaces faces) => [.. Enumerable.Range(0, faces.Count).Select(i => faces[i])];
}
