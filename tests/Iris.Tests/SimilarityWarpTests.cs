using System.Numerics;
using CsCheck;
using Iris.Alignment;
using Iris.Imaging;
using Iris.Models;

namespace Iris.Tests;

/// <summary>The warp, compared with bilinear interpolation from its definition in double precision.</summary>
public sealed class SimilarityWarpTests
{
    private const int Side = 24;

    private static readonly Preprocessing Levels = new(1, 0);

    private static readonly Gen<SimilarityTransform> Transforms =
        Gen.Select(Gen.Float[-20, 20], Gen.Float[-20, 20], Gen.Float[0.3f, 4], Gen.Float[-MathF.PI, MathF.PI])
            .Select((x, y, scale, angle) => SimilarityTransform.About(new(x, y), new(Side / 2f), scale, angle));

    [Fact]
    public void Every_pixel_is_interpolated_between_the_four_around_it() =>
        Gen.Select(Transforms, Gen.Int[1, 30], Gen.Int[1, 30], Gen.Int).Sample(
            (transform, width, height, seed) =>
            {
                using Picture picture = NoisePicture.Of(width, height, seed);
                float[] planes = new float[3 * Side * Side];
                SimilarityWarp.Cut(picture, transform, Side, Levels, planes);

                for (int i = 0; i < planes.Length; i++)
                {
                    (int channel, int y, int x) = (i / (Side * Side), i / Side % Side, i % Side);
                    double expected = Slow(picture, transform, x, y, channel);

                    // Single precision places a sample to 1e-5 of a pixel, and neighbours differ by up to 255 levels.
                    Assert.True(Math.Abs(planes[i] - expected) <= 0.02, $"({x}, {y}): {planes[i]}, not {expected}");
                }
            },
            iter: 500);

    [Fact]
    public void The_identity_and_the_plain_conversion_copy_the_picture_with_the_preprocessing_applied()
    {
        using Picture picture = NoisePicture.Of(Side, Side, 3);
        var preprocessing = new Preprocessing(0.5f, -1);
        float[] warped = new float[3 * Side * Side], converted = new float[3 * Side * Side];

        SimilarityWarp.Cut(picture, new SimilarityTransform(1, 0, 0, 0), Side, preprocessing, warped);
        Planes.Write(picture, preprocessing, converted);

        for (int i = 0; i < Side * Side; i++)
        {
            for (int channel = 0; channel < 3; channel++)
            {
                float expected = (picture.Pixels[(i * Picture.BytesPerPixel) + channel] * 0.5f) - 1;
                Assert.Equal((expected, expected), (warped[(channel * Side * Side) + i], converted[(channel * Side * Side) + i]));
            }
        }
    }

    [Fact]
    public void A_transform_that_is_no_number_reads_nothing()
    {
        using Picture picture = NoisePicture.Of(5, 5, 3);
        float[] planes = new float[3 * Side * Side];
        SimilarityWarp.Cut(picture, new SimilarityTransform(float.NaN, float.NaN, float.NaN, float.NaN), Side, Levels, planes);
        Assert.All(planes, value => Assert.Equal(0, value));
    }

    private static double Slow(Picture picture, SimilarityTransform toSquare, int x, int y, int channel)
    {
        // Solves (a, b) · p + (X, Y) = (x, y), read as complex numbers, for p.
        Complex factor = new(toSquare.A, toSquare.B);
        Complex at = (new Complex(x, y) - new Complex(toSquare.X, toSquare.Y)) / factor;
        double sum = 0;
        for (int row = 0; row < picture.Height; row++)
        {
            for (int column = 0; column < picture.Width; column++)
            {
                double weight = Math.Max(0, 1 - Math.Abs(at.Real - column)) * Math.Max(0, 1 - Math.Abs(at.Imaginary - row));
                sum += weight * picture.Row(row)[(column * Picture.BytesPerPixel) + channel];
            }
        }

        return sum;
    }
}
