using System.Numerics;
using Iris.Testing;
using SkiaSharp;

namespace Iris.Tests;

/// <summary>Small faces in large pictures.</summary>
public sealed class SmallFaceTests
{
    private const int Width = 1600;
    private const int Height = 1200;

    [Fact]
    public void A_portrait_of_60_pixels_is_found_wherever_it_is_on_a_large_canvas() => Assert.Equal(55, CountFound(60));

    // Measured: 34. The face itself is 20 pixels wide here, and 3 when the whole canvas is fitted to the detector's 256 pixels.
    [Fact]
    public void Most_portraits_of_40_pixels_are_found_on_a_large_canvas() => Assert.InRange(CountFound(40), 32, 55);

    private static int CountFound(int side)
    {
        // A seed, so that every run looks at the same places.
        var random = new Random(20240517);
        int found = 0;
        float furthest = 0;
        foreach (string picture in Pictures.Johns)
        {
            int left = random.Next(Width - side), top = random.Next(Height - side);
            using SKBitmap portrait = PictureFiles.Decode(Pictures.Read(picture));
            using SKBitmap canvas = Canvas.Blank(Width, Height, SKColors.Gray);
            Canvas.Paste(portrait, canvas, SKRectI.Create(left, top, side, side));
            using PictureFaces faces = Engine.Find(PictureFiles.Bmp(canvas));
            if (faces.Count == 0)
            {
                continue;
            }

            Assert.Equal(1, faces.Count);
            float distance = Vector2.Distance(Middle(faces[0].Landmarks), ExpectedMiddle(picture, portrait.Width, left, top, side));
            furthest = Math.Max(furthest, distance);
            found++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{found} of 55 found at {side} pixels, {furthest:F2} pixels off at worst");

        // A tenth of the portrait's side: where the face is, not where some other thing is.
        Assert.InRange(furthest, 0, side / 10f);
        return found;
    }

    private static Vector2 ExpectedMiddle(string picture, int portraitSide, int left, int top, int side) =>
        new Vector2(left, top) + (Middle(GoldenVectors.Of(picture).Faces[0].Points) * side / portraitSide);

    private static Vector2 Middle(FaceLandmarks points) =>
        (points.LeftEye + points.RightEye + points.Nose + points.LeftMouth + points.RightMouth) / 5;
}
