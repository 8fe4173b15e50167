using CsCheck;
using Iris.Imaging;
using Iris.Testing;

namespace Iris.Tests;

/// <summary>The eight orientations, compared with what the EXIF standard says of them.</summary>
public sealed class ReorientationTests
{
    private static readonly Gen<(int Width, int Height, int Seed)> Sources = Gen.Select(Gen.Int[1, 20], Gen.Int[1, 20], Gen.Int);

    public static TheoryData<int> Orientations => [.. Enumerable.Range(1, 8)];

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Every_pixel_goes_where_the_standard_says(int orientation) => Sources.Sample(
        source =>
        {
            using Picture stored = NoisePicture.Of(source.Width, source.Height, source.Seed);
            using Picture upright = Reorientation.Apply(stored, (Orientation)orientation, TestContext.Current.CancellationToken);
            for (int row = 0; row < stored.Height; row++)
            {
                for (int column = 0; column < stored.Width; column++)
                {
                    (int x, int y) = Exif.Place(orientation, column, row, upright.Width, upright.Height);
                    Assert.Equal(PixelOf(stored, column, row), PixelOf(upright, x, y));
                }
            }
        },
        iter: 100);

    [Theory]
    [MemberData(nameof(Orientations))]
    public void An_orientation_and_its_inverse_change_nothing(int orientation) => Sources.Sample(
        source =>
        {
            // The quarter turns undo each other, every other orientation undoes itself.
            int inverse = orientation is 6 or 8 ? 14 - orientation : orientation;
            using Picture stored = NoisePicture.Of(source.Width, source.Height, source.Seed);
            using Picture upright = Reorientation.Apply(stored, (Orientation)orientation, TestContext.Current.CancellationToken);
            using Picture back = Reorientation.Apply(upright, (Orientation)inverse, TestContext.Current.CancellationToken);
            Assert.Equal((stored.Width, stored.Height), (back.Width, back.Height));
            Assert.True(stored.Pixels.SequenceEqual(back.Pixels));
        },
        iter: 100);

    private static uint PixelOf(Picture picture, int x, int y) => BitConverter.ToUInt32(picture.Row(y)[(x * Picture.BytesPerPixel)..]);
}
