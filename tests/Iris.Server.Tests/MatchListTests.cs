using Iris.Server.Comparison;

namespace Iris.Server.Tests;

public sealed class MatchListTests
{
    [Theory]
    [InlineData(-1f, 0)]
    [InlineData(-0.001f, 0)]
    [InlineData(0f, 0)]
    [InlineData(0.0049f, 0)]
    [InlineData(0.005f, 1)]
    [InlineData(0.125f, 13)]
    [InlineData(0.451f, 45)]
    [InlineData(0.625f, 63)]
    [InlineData(0.9949f, 99)]
    [InlineData(1f, 100)]
    public void A_probability_is_the_similarity_in_hundredths_rounded_half_up(float similarity, int expected) =>
        Assert.Equal(expected, MatchList.Probability(similarity));
}
