using System.Numerics;
using CsCheck;
using Iris.Detection;
using Iris.Imaging;

namespace Iris.Tests;

public sealed class LetterboxTests
{
    private const int Side = 256;

    private static readonly Gen<Orientation> Turns = Gen.Int[0, 3].Select(i =>
        new[] { Orientation.Upright, Orientation.TurnHalf, Orientation.TurnClockwise, Orientation.TurnCounterclockwise }[i]);

    [Fact]
    public void A_spot_in_the_square_is_where_it_is_in_the_picture() =>
        Gen.Select(Gen.Int[40, 400], Gen.Int[40, 400], Turns, Gen.Double[0.2, 0.8], Gen.Double[0.2, 0.8]).Sample(
            (width, height, turn, shareX, shareY) =>
            {
                // A white square, found again in the letterbox by its centre of mass.
                int size = Math.Max(4, Math.Min(width, height) / 8);
                int left = (int)((width - size) * shareX), top = (int)((height - size) * shareY);
                using var picture = new Picture(width, height);
                for (int y = top; y < top + size; y++)
                {
                    picture.Row(y).Slice(left * Picture.BytesPerPixel, size * Picture.BytesPerPixel).Fill(255);
                }

                var letterbox = new Letterbox(new Region(0, 0, width, height), turn, Side);
                using Picture square = letterbox.Draw(picture);
                Vector2 found = letterbox.ToPicture(CentreOfMass(square));

                // The content has whole pixels, so that it is off its exact place by up to one pixel of the square.
                float pixel = Math.Max(1, (float)Math.Max(width, height) / Side);
                Vector2 expected = new(left + (size / 2f), top + (size / 2f));
                Assert.True(Vector2.Distance(expected, found) <= 1.5f * pixel, $"{found}, not {expected}");
            },
            iter: 200);

    [Fact]
    public void A_square_picture_fills_the_square_and_its_corners_are_the_pictures()
    {
        var letterbox = new Letterbox(new Region(10, 20, 100, 100), Orientation.Upright, Side);
        Assert.Equal(new Vector2(10, 20), letterbox.ToPicture(Vector2.Zero));
        Assert.Equal(new Vector2(110, 120), letterbox.ToPicture(new Vector2(Side)));
    }

    [Fact]
    public void A_box_keeps_its_corners_in_order_however_the_square_is_turned() => Turns.Sample(turn =>
    {
        var letterbox = new Letterbox(new Region(0, 0, 512, 512), turn, Side);
        FaceBox box = letterbox.ToPicture(new Vector2(100, 60), new Vector2(40, 20));
        Vector2 centre = letterbox.ToPicture(new Vector2(100, 60));
        bool quarter = turn is Orientation.TurnClockwise or Orientation.TurnCounterclockwise;

        Assert.Equal(centre, box.Centre);
        Assert.Equal(quarter ? (40, 80) : (80, 40), (box.Width, box.Height));
    });

    private static Vector2 CentreOfMass(Picture picture)
    {
        double mass = 0, sumX = 0, sumY = 0;
        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < picture.Width; x++)
            {
                double level = picture.Row(y)[x * Picture.BytesPerPixel];
                mass += level;
                sumX += level * (x + 0.5);
                sumY += level * (y + 0.5);
            }
        }

        return new((float)(sumX / mass), (float)(sumY / mass));
    }
}
