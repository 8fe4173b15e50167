using System.Numerics;
using Iris.Testing;
using SkiaSharp;

namespace Iris.Tests;

/// <summary>Small faces in large pictures.</summary>
public sealed class SmallFaceTests
{
    private const int Width = 1600;
    private const int Height = 1200;

    // Measured: 50; 49 to 54 at other places. The face is 30 pixels wide, and 5 when the whole canvas is fitted to the detector's 256
    // pixels: the tiles find it, most of those missed by the detector's score alone.
    [Fact]
    public void Portraits_of_60_pixels_are_found_where_they_are_on_a_large_canvas() => Assert.InRange(CountFound(60), 49, 55);

    // Measured: 43, and one more further off than is counted.
    [Fact]
    public void Most_portraits_of_40_pixels_are_found_where_they_are_on_a_large_canvas() => Assert.InRange(CountFound(40), 40, 55);

    private static int CountFound(int side)
    {
        // A seed, so that every run looks at the same places.
        var random = new Random(20240517);
        var missed = new List<string>();
        foreach (string picture in Pictures.Johns)
        {
            int left = random.Next(Width - side), top = random.Next(Height - side);
            using SKBitmap portrait = PictureFiles.Decode(Pictures.Read(picture));
            using SKBitmap small = Canvas.Shrunk(portrait, side, side);
            using SKBitmap canvas = Canvas.Blank(Width, Height, SKColors.Gray);
            Canvas.Paste(small, canvas, SKRectI.Create(left, top, side, side));

            using PictureFaces faces = Engine.Find(PictureFiles.Bmp(canvas));

            Assert.InRange(faces.Count, 0, 1);
            Vector2 expected = ExpectedMiddle(picture, portrait.Width, left, top, side);
            float distance = faces.Count == 0 ? float.PositiveInfinity : Vector2.Distance(Middle(faces[0].Landmarks), expected);

            // A tenth of the portrait's side: where the face is, not where some part of it is.
            if (distance > side / 10f)
            {
                missed.Add($"{picture} ({(faces.Count == 0 ? "none" : $"{distance:F1} pixels off")})");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{55 - missed.Count} of 55 found at {side} pixels; not: {string.Join(", ", missed)}");
        return 55 - missed.Count;
    }

    private static Vector2 ExpectedMiddle(string picture, int portraitSide, int left, int top, int side) =>
        new Vector2(left, top) + (Middle(GoldenVectors.Of(picture).Faces[0].Points) * side / portraitSide);

    private static Vector2 Middle(FaceLandmarks points) =>
        (points.LeftEye + points.RightEye + points.Nose + points.LeftMouth + points.RightMouth) / 5;
}
