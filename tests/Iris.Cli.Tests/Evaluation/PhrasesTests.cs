using Iris.Cli.Evaluation.Reports;
using Iris.Cli.Evaluation.Statistics;

namespace Iris.Cli.Tests.Evaluation;

public sealed class PhrasesTests
{
    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(1, "100 %")]
    [InlineData(0.5, "50 %")]
    [InlineData(0.98461, "98.5 %")]
    [InlineData(0.99951, "99.951 %")]
    [InlineData(0.9999999, "99.99999 %")]
    [InlineData(0.00012, "0.012 %")]
    [InlineData(0.000001, "0.0001 %")]
    public void A_share_has_digits_that_tell_it_from_none_and_all(double share, string text) => Assert.Equal(text, Phrases.Percent(share));

    [Fact]
    public void An_interval_has_as_many_digits_at_both_ends() =>
        Assert.Equal("98.5 % (97.12–99.2)", Phrases.Percent(new Measured(0.985, new Interval(0.97123, 0.99201))));

    [Theory]
    [InlineData(0.999956, "over 99.9 %")]
    [InlineData(0.634, "63.4 %")]
    public void A_chance_is_not_told_to_the_last_of_its_nines(double chance, string text) => Assert.Equal(text, Phrases.Chance(chance));
}
