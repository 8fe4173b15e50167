using CsCheck;
using Iris.Models;
using Iris.Testing;

namespace Iris.Tests;

/// <summary>The false match rates between and beyond the calibrated points.</summary>
public sealed class FalseMatchCurveTests
{
    private static readonly FalseMatchCurve Default = Engine.Pack.FalseMatches;

    // One to six points, falling rates and rising similarities, at least 0.01 and a fifth of a decade apart.
    // Down to 4e-9: rates have nine decimals.
    private static readonly Gen<OperatingPoint[]> Points =
        Gen.Select(Gen.Double[0.2, 1.4], Gen.Double[0.01, 0.25]).Array[1, 6].Select(steps =>
        {
            double exponent = 0, similarity = -0.9;
            return steps.Select(step => new OperatingPoint(Math.Round(Math.Pow(10, exponent -= step.Item1), 9), (float)(similarity += step.Item2), 0.5)).ToArray();
        });

    private static readonly Gen<(FalseMatchCurve Curve, OperatingPoint[] Points, double Share)> CurvesAndShares =
        Gen.Select(Points, Gen.Double[0, 1]).Select((points, share) => (new FalseMatchCurve("file", points), points, share));

    [Fact]
    public void Calibrated_points_are_met_exactly_both_ways() => Points.Sample(points =>
    {
        var curve = new FalseMatchCurve("file", points);
        Assert.All(points, point =>
        {
            Assert.Equal(new FalseMatchRate(point.FalseMatchRate, RateBound.None), curve.RateAt(point.Similarity));
            Assert.Equal(point.Similarity, curve.ThresholdFor(point.FalseMatchRate));
        });
    });

    [Fact]
    public void The_default_packs_points_are_met_exactly()
    {
        Assert.Equal(0.451f, Default.ThresholdFor(1e-3));
        Assert.Equal(0.532f, Default.ThresholdFor(0.0001));
        Assert.Equal(0.599f, Default.ThresholdFor(1e-5));
        Assert.Equal(0.678f, Default.ThresholdFor(0.000001));
        Assert.Equal((1e-6, 1e-3), (Default.LowestRate, Default.HighestRate));
    }

    [Fact]
    public void Half_way_between_two_points_the_rate_is_their_geometric_mean()
    {
        FalseMatchRate rate = Default.RateAt((0.451f + 0.532f) / 2);

        Assert.Equal(RateBound.None, rate.Bound);
        Assert.Equal(Math.Sqrt(1e-3 * 1e-4), rate.Rate, 1e-9);
    }

    [Fact]
    public void Beyond_the_points_the_outermost_rate_is_a_bound()
    {
        Assert.Equal(new FalseMatchRate(1e-6, RateBound.Upper), Default.RateAt(float.BitIncrement(0.678f)));
        Assert.Equal(new FalseMatchRate(1e-6, RateBound.Upper), Default.RateAt(1));
        Assert.Equal(new FalseMatchRate(1e-3, RateBound.Lower), Default.RateAt(float.BitDecrement(0.451f)));
        Assert.Equal(new FalseMatchRate(1e-3, RateBound.Lower), Default.RateAt(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Default.RateAt(float.NaN));
    }

    [Fact]
    public void Where_nothing_was_measured_any_rate_is_possible_and_none_has_a_threshold()
    {
        FalseMatchCurve curve = FalseMatchCurve.NotMeasured(0.363f);

        Assert.False(curve.IsMeasured);
        Assert.Equal(0.363f, curve.ThresholdFor(null));
        Assert.All((double[])[1e-6, 1e-3, 1, double.NaN], rate => Assert.Null(curve.ThresholdFor(rate)));
        Assert.All((float[])[-1, 0.363f, 1], similarity => Assert.Equal(new FalseMatchRate(1, RateBound.Upper), curve.RateAt(similarity)));
        Assert.Throws<ArgumentOutOfRangeException>(() => curve.RateAt(float.NaN));
    }

    [Fact]
    public void Where_nobody_chooses_a_rate_it_is_one_in_a_thousand() => Assert.Equal(0.451f, Default.ThresholdFor(null));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Beyond_the_points_there_is_no_threshold(double rate) => Assert.Null(Default.ThresholdFor(rate));

    [Fact]
    public void One_step_beyond_the_points_there_is_no_threshold()
    {
        Assert.Null(Default.ThresholdFor(Math.BitIncrement(1e-3)));
        Assert.Null(Default.ThresholdFor(Math.BitDecrement(1e-6)));
    }

    [Fact]
    public void The_rate_at_the_threshold_for_a_rate_is_that_rate() => CurvesAndShares.Sample((curve, points, share) =>
    {
        double rate = Between(points, share);
        FalseMatchRate back = curve.RateAt(Assert.NotNull(curve.ThresholdFor(rate)));

        // A similarity is rounded by 6e-8 at most, and the steepest curve has 2 decades in 0.01: e^(6e-8 · 2 · 2.3 / 0.01) − 1.
        Assert.Equal(RateBound.None, back.Bound);
        Assert.InRange(back.Rate / rate, 1 - 5e-5, 1 + 5e-5);
    });

    [Fact]
    public void A_higher_similarity_never_has_a_higher_rate_nor_a_higher_rate_a_higher_threshold() =>
        Gen.Select(CurvesAndShares, Gen.Float[-1, 1], Gen.Float[-1, 1], Gen.Double[0, 1]).Sample((curve, a, b, other) =>
        {
            Assert.True(curve.Curve.RateAt(Math.Max(a, b)).Rate <= curve.Curve.RateAt(Math.Min(a, b)).Rate);

            (double one, double two) = (Between(curve.Points, curve.Share), Between(curve.Points, other));
            Assert.True(curve.Curve.ThresholdFor(Math.Max(one, two)) <= curve.Curve.ThresholdFor(Math.Min(one, two)));
        });

    [Theory]
    [InlineData(1e-3, 1, 1e-3)]
    [InlineData(1e-3, 2, 0.001999)]
    [InlineData(1e-3, 1000, 0.63230457522903)]
    [InlineData(1e-6, 1_000_000, 0.63212074276839)]
    [InlineData(0.5, 2, 0.75)]
    [InlineData(1e-20, 1, 1e-20)]
    [InlineData(1e-20, 1_000_000, 1e-14)]
    [InlineData(1e-3, 0, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(0, 1_000_000, 0)]
    [InlineData(1, 1, 1)]
    [InlineData(1, long.MaxValue, 1)]
    [InlineData(1e-3, long.MaxValue, 1)]
    public void The_chance_of_any_false_match_is_exact_for_small_rates_too(double rate, long comparisons, double expected) =>
        Assert.Equal(expected, FalseMatchCurve.ChanceOfAnyFalseMatch(rate, comparisons), expected * 1e-13);

    [Fact]
    public void The_chance_of_any_false_match_is_that_of_adding_one_comparison_after_another() =>
        Gen.Select(Gen.Double[-12, 0].Select(exponent => Math.Pow(10, exponent)), Gen.Int[0, 200]).Sample((rate, comparisons) =>
        {
            double chance = 0;
            for (int i = 0; i < comparisons; i++)
            {
                chance += rate * (1 - chance);
            }

            // 200 roundings.
            Assert.Equal(chance, FalseMatchCurve.ChanceOfAnyFalseMatch(rate, comparisons), (chance * 1e-13) + double.Epsilon);
        });

    [Fact]
    public void The_chance_of_any_false_match_wants_a_rate_and_a_number()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => FalseMatchCurve.ChanceOfAnyFalseMatch(-0.1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => FalseMatchCurve.ChanceOfAnyFalseMatch(1.1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => FalseMatchCurve.ChanceOfAnyFalseMatch(double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => FalseMatchCurve.ChanceOfAnyFalseMatch(0.1, -1));
    }

    private static double Between(OperatingPoint[] points, double share) => Math.Clamp(
        Math.Pow(10, double.Lerp(Math.Log10(points[0].FalseMatchRate), Math.Log10(points[^1].FalseMatchRate), share)),
        points[^1].FalseMatchRate,
        points[0].FalseMatchRate);
}
