using CsCheck;
using Iris.Imaging;
using Iris.Testing;
using SkiaSharp;

namespace Iris.Tests;

/// <summary>The resampler, compared with its definition computed slowly in double precision.</summary>
public sealed class AreaResamplerTests
{
    // A mean that lies on a half is rounded either way by single precision.
    private const int OneLevel = 1;

    private static readonly Gen<(int Width, int Height)> Sizes = Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40]);

    private static readonly Gen<Region> Regions =
        Gen.Select(Gen.Float[-30, 30], Gen.Float[-30, 30], Gen.Float[1, 80], Gen.Float[1, 80]).Select((x, y, w, h) => new Region(x, y, w, h));

    [Fact]
    public void Any_region_at_any_size_is_what_the_definition_says() =>
        Gen.Select(Sizes, Regions, Sizes, Gen.Int).Sample(
            (source, region, target, seed) =>
            {
                using Picture picture = NoisePicture.Of(source.Width, source.Height, seed);
                using Picture fast = AreaResampler.Resample(picture, region, target.Width, target.Height, TestContext.Current.CancellationToken);
                AssertSame(picture, region, fast);
            },
            iter: 2000);

    [Fact]
    public void Resampling_at_the_same_size_changes_nothing() => Gen.Select(Sizes, Gen.Int).Sample(
        (size, seed) =>
        {
            using Picture picture = NoisePicture.Of(size.Width, size.Height, seed);
            using Picture same = AreaResampler.Resample(picture, new Region(0, 0, size.Width, size.Height), size.Width, size.Height, TestContext.Current.CancellationToken);
            Assert.True(picture.Pixels.SequenceEqual(same.Pixels));
        },
        iter: 200);

    [Fact]
    public void A_region_beside_the_picture_is_black()
    {
        using Picture picture = NoisePicture.Of(10, 10, 1);
        using Picture beside = AreaResampler.Resample(picture, new Region(20, 0, 5, 5), 7, 7, TestContext.Current.CancellationToken);
        Assert.False(beside.Pixels.ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void A_real_picture_is_reduced_to_the_means_of_its_squares()
    {
        using SKBitmap original = PictureFiles.Decode(Pictures.Read("groups/2008_001322.jpg"));
        int width = original.Width / 2 * 2, height = original.Height / 2 * 2;
        using var picture = new Picture(width, height);
        for (int y = 0; y < height; y++)
        {
            original.GetPixelSpan().Slice(y * original.RowBytes, picture.Stride).CopyTo(picture.Row(y));
        }

        using Picture reduced = AreaResampler.Reduce(picture, 2, TestContext.Current.CancellationToken);

        Assert.Equal((width / 2, height / 2), (reduced.Width, reduced.Height));
        AssertSame(picture, new Region(0, 0, width, height), reduced);
    }

    [Fact]
    public void Reducing_rounds_sizes_up()
    {
        using Picture picture = NoisePicture.Of(9, 8, 1);
        using Picture reduced = AreaResampler.Reduce(picture, 4, TestContext.Current.CancellationToken);
        Assert.Equal((3, 2), (reduced.Width, reduced.Height));
    }

    private static void AssertSame(Picture source, Region region, Picture fast)
    {
        for (int y = 0; y < fast.Height; y++)
        {
            for (int x = 0; x < fast.Width; x++)
            {
                for (int channel = 0; channel < 3; channel++)
                {
                    double expected = Slow(source, region, fast.Width, fast.Height, x, y, channel);
                    int actual = fast.Row(y)[(x * Picture.BytesPerPixel) + channel];
                    Assert.True(Math.Abs(actual - expected) <= OneLevel, $"({x}, {y}): {actual}, not {expected:F3}, of {region}");
                }
            }
        }
    }

    private static double Slow(Picture source, Region region, int width, int height, int x, int y, int channel)
    {
        double sum = 0;
        for (int row = 0; row < source.Height; row++)
        {
            double share = Weight(row, source.Height, region.Y, region.Height / height, y);
            for (int column = 0; column < source.Width && share > 0; column++)
            {
                double weight = share * Weight(column, source.Width, region.X, region.Width / width, x);
                sum += weight * source.Row(row)[(column * Picture.BytesPerPixel) + channel];
            }
        }

        return sum;
    }

    // A pixel of a smaller result is the mean over [start, start + step); one of a larger result lies between two centres.
    private static double Weight(int pixel, int length, double regionStart, float step, int index)
    {
        double start = regionStart + ((double)step * index);
        if (step > 1)
        {
            return Math.Max(0, Math.Min(pixel + 1, start + step) - Math.Max(pixel, start)) / step;
        }

        double centre = start + (step / 2.0) - 0.5;
        bool isOutside = centre < -0.5 || centre > length - 0.5;
        return isOutside ? 0 : Math.Max(0, 1 - Math.Abs(Math.Clamp(centre, 0, length - 1) - pixel));
    }
}
