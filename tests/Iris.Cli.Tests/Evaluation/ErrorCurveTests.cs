using CsCheck;
using Iris.Cli.Evaluation.Statistics;

namespace Iris.Cli.Tests.Evaluation;

public sealed class ErrorCurveTests
{
    // Sums of some hundred doubles.
    private const double Rounding = 1e-12;

    [Fact]
    public void Rates_are_shares_of_pairs_strictly_above_the_threshold() => Scores.WithTies.Sample(static scores =>
    {
        ErrorCurve curve = scores.ToCurve();
        for (int step = 9_300; step <= 19_400; step += 350)
        {
            Assert.Equal(scores.FalseMatchRate(SimilarityScale.ThresholdAt(step)), curve.FalseMatchRate(step)!.Value, Rounding);
            Assert.Equal(scores.TrueMatchRate(SimilarityScale.ThresholdAt(step)), curve.TrueMatchRate(step)!.Value, Rounding);
        }
    }, iter: 300);

    [Fact]
    public void The_area_under_the_curve_is_that_of_Mann_and_Whitney() =>
        Scores.WithTies.Sample(static scores => Assert.Equal(scores.Auc(), scores.ToCurve().Auc()!.Value, Rounding), iter: 300);

    [Fact]
    public void What_lies_between_two_thresholds_is_a_tie_and_moves_the_area_by_no_more() => Scores.Any.Sample(static scores =>
    {
        double ties = scores.Same.Average(same => scores.Different.Average(different =>
            SimilarityScale.LevelOf(same) == SimilarityScale.LevelOf(different) ? 0.5 : 0));

        Assert.Equal(scores.Auc(), scores.ToCurve().Auc()!.Value, ties + Rounding);
    }, iter: 300);

    [Fact]
    public void The_equal_error_rate_is_where_the_straight_pieces_of_the_curve_cross_equality() =>
        Scores.WithTies.Sample(static scores => Assert.Equal(scores.EqualErrorRate(), scores.ToCurve().EqualErrorRate()!.Value, Rounding), iter: 300);

    [Fact]
    public void The_threshold_for_a_rate_is_the_lowest_that_keeps_it() => Scores.WithTies.Sample(static scores =>
    {
        ErrorCurve curve = scores.ToCurve();
        foreach (int oneIn in (int[])[1, 2, 3, 10, 100])
        {
            int step = curve.IndexFor(oneIn)!.Value;

            Assert.True(scores.Different.Count(one => one > SimilarityScale.ThresholdAt(step)) * oneIn <= scores.Different.Length);
            Assert.True(step == 0 || scores.Different.Count(one => one > SimilarityScale.ThresholdAt(step - 1)) * oneIn > scores.Different.Length);
        }
    }, iter: 300);

    [Fact]
    public void Figures_of_a_small_example_are_those_computed_by_hand()
    {
        // Of 4 × 5 comparisons 17 are right and 1 is a tie.
        var scores = new Scores([0.9f, 0.8f, 0.6f, 0.4f], [0.7f, 0.4f, 0.3f, 0.2f, 0.1f]);
        ErrorCurve curve = scores.ToCurve();

        Assert.Equal(17.5 / 20, curve.Auc()!.Value, Rounding);

        // From (0.2, 0.25) at 0.4, where two fifths would be too many, back to (0.4, 0) below it: equal at 0.2 + 0.2 × 0.05 / 0.45.
        Assert.Equal(0.2 + (0.2 * 0.05 / 0.45), curve.EqualErrorRate()!.Value, Rounding);
        Assert.Equal(0.4f, SimilarityScale.ThresholdAt(curve.IndexFor(5)!.Value));
        Assert.Equal(0.75, curve.TrueMatchRate(curve.IndexFor(5)!.Value));
        Assert.Equal(0.7f, SimilarityScale.ThresholdAt(curve.IndexFor(10)!.Value));
        Assert.Equal(0.5, curve.TrueMatchRate(curve.IndexFor(10)!.Value));
    }

    [Fact]
    public void Kinds_that_are_told_apart_have_an_area_of_one_and_no_equal_error()
    {
        ErrorCurve curve = new Scores([0.6f, 0.7f], [0.1f, 0.5f, 0.6f - 0.0001f]).ToCurve();

        Assert.Equal(1, curve.Auc());
        Assert.Equal(0, curve.EqualErrorRate());
    }

    [Fact]
    public void Where_all_are_alike_the_area_is_a_half_and_so_is_the_equal_error_rate()
    {
        ErrorCurve curve = new Scores([1f, 1f], [1f, 1f, 1f]).ToCurve();

        Assert.Equal(0.5, curve.Auc());
        Assert.Equal(0.5, curve.EqualErrorRate());
        Assert.Equal(1f, SimilarityScale.ThresholdAt(curve.IndexFor(10)!.Value));
        Assert.Equal(0, curve.TrueMatchRate(curve.IndexFor(10)!.Value));
    }

    [Fact]
    public void Without_pairs_of_either_kind_there_is_no_figure_that_needs_them()
    {
        ErrorCurve noDifferent = new Scores([0.5f], []).ToCurve(), noSame = new Scores([], [0.5f]).ToCurve();

        Assert.Null(noDifferent.Auc());
        Assert.Null(noDifferent.EqualErrorRate());
        Assert.Null(noDifferent.IndexFor(10));
        Assert.Null(noDifferent.FalseMatchRate(15_000));
        Assert.Equal(1, noDifferent.TrueMatchRate(14_999));
        Assert.Null(noSame.Auc());
        Assert.Null(noSame.TrueMatchRate(15_000));
        Assert.Equal(0, noSame.FalseMatchRate(15_000));
    }

    [Theory]
    [InlineData(1, 10, true, true)]
    [InlineData(1, 9, false, true)]
    [InlineData(3, 1210, true, true)]
    [InlineData(4, 1210, false, true)]
    [InlineData(3, 30_000, true, false)]
    [InlineData(3, 29_999, true, true)]
    public void A_rate_is_supported_by_a_pair_for_each_false_match_and_well_by_thirty(int exponent, long pairs, bool isSupported, bool isThin)
    {
        var target = new TargetRate(exponent);

        Assert.Equal(isSupported, target.IsSupportedBy(pairs));
        Assert.Equal(isThin, target.IsThinWith(pairs));
    }
}
