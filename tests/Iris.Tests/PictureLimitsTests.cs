using Iris.Imaging;
using Iris.Testing;
using SkiaSharp;

namespace Iris.Tests;

/// <summary>The bounds on pictures: at the limit, one past it, and far past it.</summary>
public sealed class PictureLimitsTests
{
    private const int Width = 40;
    private const int Height = 30;

    [Theory]
    [InlineData(Width * Height, true)]
    [InlineData((Width * Height) - 1, false)]
    public void A_picture_may_announce_as_many_pixels_as_allowed_and_not_one_more(int maxPixels, bool fits) =>
        Assert.Equal(fits, Opens(Png(Width, Height), new PictureLimits { MaxPixels = maxPixels }));

    [Theory]
    [InlineData(Width, true)]
    [InlineData(Width - 1, false)]
    public void A_side_may_be_as_long_as_allowed_and_not_one_pixel_more(int maxSide, bool fits)
    {
        Assert.Equal(fits, Opens(Png(Width, Height), new PictureLimits { MaxSide = maxSide }));
        Assert.Equal(fits, Opens(Png(Height, Width), new PictureLimits { MaxSide = maxSide }));
    }

    [Fact]
    public void A_decode_may_take_as_much_memory_as_allowed_and_not_one_byte_more()
    {
        byte[] picture = Png(Width, Height);
        long needed = Engine.Shared.MeasureDecode(picture);

        Assert.True(needed >= Width * Height * 4);
        Assert.True(Opens(picture, new PictureLimits { MaxDecodeBytes = needed }));
        Assert.False(Opens(picture, new PictureLimits { MaxDecodeBytes = needed - 1 }));
    }

    // 2560 pixels are decoded at half their scale, and where there is room once more at full scale.
    [Fact]
    public void A_jpeg_is_measured_at_the_scales_at_which_it_is_decoded()
    {
        using SKBitmap pixels = Canvas.Blank(2560, 2000, SKColors.Gray);
        byte[] picture = PictureFiles.Jpeg(pixels);
        const long Half = 1280 * 1000 * 4, Full = 4 * Half, Rest = 3_000_000;

        // Blocks of memory are rounded up by a quarter at most.
        Assert.InRange(Measure(picture, PictureLimits.Default), Half + Full, ((Half + Full) * 5 / 4) + Rest);
        Assert.InRange(Measure(picture, new PictureLimits { MaxDecodeBytes = Half + Full }), Half, Half + Rest);
        Assert.Equal(0, Measure(picture, new PictureLimits { MaxDecodeBytes = Half }));
    }

    [Fact]
    public void A_picture_past_the_limit_is_an_outcome_of_the_comparer()
    {
        using FaceComparer comparer = FaceComparer.Load(Engine.Pack, new PictureLimits { MaxPixels = (Width * Height) - 1 });
        byte[] picture = Png(Width, Height);

        Comparison comparison = comparer.Compare(picture, picture, TestContext.Current.CancellationToken);

        Assert.Equal(new Comparison(PictureOutcome.TooLarge, PictureOutcome.TooLarge, null), comparison);
    }

    [Theory]
    [InlineData(60_000, 60_000)]
    [InlineData(14_143, 14_142)]
    [InlineData(10_000, 6_000)]
    public void A_picture_that_announces_too_much_is_refused_by_its_header(int width, int height)
    {
        byte[] bomb = PngFile.Announcing(width, height);

        // Whoever comes first pays for loading the engine.
        Engine.OutcomeOf(bomb);
        PictureOutcome outcome = PictureOutcome.FaceFound;

        long allocated = Allocation.Least(() => outcome = Engine.OutcomeOf(bomb));

        // Not even one byte for each row.
        Assert.Equal(PictureOutcome.TooLarge, outcome);
        Assert.InRange(allocated, 0, 5_000);
    }

    [Fact]
    public void A_header_within_the_default_limits_is_not_too_large() => Assert.True(Opens(PngFile.Announcing(10_000, 5_000), PictureLimits.Default));

    private static unsafe long Measure(byte[] file, PictureLimits limits)
    {
        fixed (byte* bytes = file)
        {
            EncodedPicture? picture = EncodedPicture.Open(bytes, file.Length, limits, CancellationToken.None, out _);
            return picture?.MemoryBytes ?? 0;
        }
    }

    private static byte[] Png(int width, int height)
    {
        using SKBitmap pixels = Canvas.Blank(width, height, SKColors.Gray);
        return PictureFiles.Png(pixels);
    }

    private static unsafe bool Opens(byte[] file, PictureLimits limits)
    {
        fixed (byte* bytes = file)
        {
            EncodedPicture? picture = EncodedPicture.Open(bytes, file.Length, limits, CancellationToken.None, out PictureOutcome refusal);
            Assert.Equal(picture is null ? PictureOutcome.TooLarge : default, refusal);
            return picture is not null;
        }
    }
}
