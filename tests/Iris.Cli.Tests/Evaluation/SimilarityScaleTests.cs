using CsCheck;
using Iris.Cli.Evaluation.Statistics;

namespace Iris.Cli.Tests.Evaluation;

public sealed class SimilarityScaleTests
{
    [Fact]
    public void A_level_is_the_number_of_thresholds_that_a_similarity_is_strictly_above() =>
        Gen.Float[-1, 1].Sample(similarity => Assert.Equal(Slow(similarity), SimilarityScale.LevelOf(similarity)), iter: 300);

    [Fact]
    public void A_similarity_at_a_threshold_is_not_above_it_and_the_next_one_is()
    {
        for (int step = 0; step < SimilarityScale.LastStep; step++)
        {
            float threshold = SimilarityScale.ThresholdAt(step);

            Assert.Equal(step, SimilarityScale.LevelOf(threshold));
            Assert.Equal(step + 1, SimilarityScale.LevelOf(MathF.BitIncrement(threshold)));
            Assert.Equal(step, SimilarityScale.LevelOf(step == 0 ? -1 : MathF.BitDecrement(threshold)));
        }

        Assert.Equal(SimilarityScale.LastStep, SimilarityScale.LevelOf(1));
    }

    [Theory]
    [InlineData(-1f, 0)]
    [InlineData(0f, 10_000)]
    [InlineData(0.451f, 14_510)]
    [InlineData(1f, 20_000)]
    public void The_thresholds_of_the_models_are_steps(float threshold, int step)
    {
        Assert.Equal(step, SimilarityScale.StepNearest(threshold));
        Assert.Equal(threshold, SimilarityScale.ThresholdAt(step));
    }

    private static int Slow(float similarity) => Enumerable.Range(0, SimilarityScale.Levels).Count(step => similarity > SimilarityScale.ThresholdAt(step));
}
