using Iris.Cli.Evaluation.Statistics;

namespace Iris.Cli.Tests.Evaluation;

public sealed class PeopleBootstrapTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void The_same_people_give_the_same_figures_again()
    {
        var crowd = new Crowd(people: 20, pictures: 3, seed: 1);

        Assert.Equal(crowd.FalseMatchRates(0.2f), crowd.FalseMatchRates(0.2f));
    }

    [Fact]
    public void Resamples_lie_around_the_figure_itself()
    {
        var crowd = new Crowd(people: 60, pictures: 3, seed: 2);
        double rate = crowd.Curve.FalseMatchRate(SimilarityScale.StepNearest(0.15f))!.Value;

        Assert.Equal(rate, crowd.FalseMatchRates(0.15f).Average(), rate * 0.05);
    }

    [Fact]
    public void Where_people_do_not_differ_neither_do_resamples()
    {
        // Two pairs of each person, one missed; of each two people one pair, and none above the threshold.
        ErrorCurve curve = new Scores([.. Enumerable.Repeat(0.9f, 8), .. Enumerable.Repeat(0.3f, 8)], [.. Enumerable.Repeat(0.1f, 28)]).ToCurve();
        var table = BinTable.For(curve, [SimilarityScale.StepNearest(0.5f)]);
        BinnedCounts CountsOf(params float[] similarities)
        {
            long[] bins = new long[table.Bins];
            foreach (float similarity in similarities)
            {
                bins[table.BinOf(SimilarityScale.LevelOf(similarity))]++;
            }

            return BinnedCounts.Of(bins);
        }

        PersonScores[] people = [.. Enumerable.Range(0, 8).Select(_ => new PersonScores(CountsOf(0.9f, 0.3f), CountsOf([.. Enumerable.Repeat(0.1f, 7)])))];
        int at = table.IndexOf(SimilarityScale.StepNearest(0.5f));

        double[][] found = new PeopleBootstrap(table, people).Run([curve => curve.TrueMatchRate(at), curve => curve.FalseMatchRate(at)], Cancelled);

        Assert.All(found[0], static rate => Assert.Equal(0.5, rate));
        Assert.All(found[1], static rate => Assert.Equal(0, rate));
    }

    [Theory]
    [InlineData(0.25f)]
    [InlineData(0.35f)]
    public void An_interval_has_the_true_false_match_rate_in_nine_of_ten_evaluations(float threshold)
    {
        const int evaluations = 60;
        int held = 0;
        for (int seed = 0; seed < evaluations; seed++)
        {
            var crowd = new Crowd(people: 40, pictures: 3, seed);
            double rate = crowd.Curve.FalseMatchRate(SimilarityScale.StepNearest(threshold))!.Value;
            Interval interval = Interval.Of(rate, crowd.FalseMatchRates(threshold))!.Value;
            double truth = Crowd.TrueRateAbove(threshold);
            held += interval.Low <= truth && truth <= interval.High ? 1 : 0;
        }

        // Nominally 95 of 100. Few people have fewer; with pairs counted by one of their two people it was 60 to 70.
        Assert.InRange(held, evaluations * 85 / 100, evaluations);
    }

    [Theory]
    [InlineData(5, 0.5218)]
    [InlineData(100, 0.0362)]
    [InlineData(10_000, 0.000369)]
    public void Without_an_event_the_highest_rate_is_that_of_Clopper_and_Pearson(int trials, double rate) =>
        Assert.Equal(rate, Interval.HighestWithoutEvent(trials), rate * 1e-3);

    [Fact]
    public void An_interval_is_between_the_outer_fortieths_and_has_the_value()
    {
        double[] resampled = [.. Enumerable.Range(0, 1001).Select(static i => i / 1000.0)];

        Assert.Equal(new Interval(0.025, 0.975), Interval.Of(0.5, resampled));
        Assert.Equal(new Interval(0.025, 1.5), Interval.Of(1.5, resampled));
        Assert.Null(Interval.Of(0.5, [.. resampled.Select(static one => one < 0.2 ? double.NaN : one)]));
    }

    [Fact]
    public void A_bin_is_the_number_of_its_thresholds_that_a_level_is_above()
    {
        BinTable table = new Crowd(people: 20, pictures: 3, seed: 3).Table;

        Assert.Contains(SimilarityScale.StepNearest(0.35f), table.Steps);
        Assert.InRange(table.Bins, 50, ushort.MaxValue);
        for (int level = 0; level < SimilarityScale.Levels; level += 7)
        {
            Assert.Equal(table.Steps.Count(step => level > step), table.BinOf(level));
        }
    }

    /// <summary>
    /// People some of whom are more like others than most. Whose similarities are above a threshold how often is known, as it never is of real
    /// ones.
    /// </summary>
    private sealed class Crowd
    {
        private const double Mean = 0.05;
        private const double OfPerson = 0.05;
        private const double OfPeople = 0.05;
        private const double OfPictures = 0.08;

        private readonly PersonScores[] _people;
        private SplitMix _state;

        public Crowd(int people, int pictures, int seed)
        {
            _state = new SplitMix((ulong)seed + 1);
            double[] likeness = [.. Enumerable.Range(0, people).Select(_ => Normal() * OfPerson)];
            var same = new List<(int Person, int Level)>();
            var different = new List<(int One, int Other, int Level)>();
            for (int one = 0; one < people; one++)
            {
                for (int pair = 0; pair < pictures; pair++)
                {
                    same.Add((one, LevelOf(0.6 + (Normal() * 0.1))));
                }

                for (int other = 0; other < one; other++)
                {
                    double both = Mean + likeness[one] + likeness[other] + (Normal() * OfPeople);
                    for (int pair = 0; pair < pictures * pictures; pair++)
                    {
                        different.Add((one, other, LevelOf(both + (Normal() * OfPictures))));
                    }
                }
            }

            var (sameCounts, differentCounts) = (new ScoreCounts(), new ScoreCounts());
            same.ForEach(pair => sameCounts.Add(pair.Level));
            different.ForEach(pair => differentCounts.Add(pair.Level));
            Curve = ErrorCurve.Of(sameCounts, differentCounts);
            Table = BinTable.For(Curve, [.. ((float[])[0.15f, 0.2f, 0.25f, 0.35f]).Select(SimilarityScale.StepNearest)]);
            long[][] sameBins = [.. Enumerable.Range(0, people).Select(_ => new long[Table.Bins])];
            long[][] differentBins = [.. Enumerable.Range(0, people).Select(_ => new long[Table.Bins])];
            same.ForEach(pair => sameBins[pair.Person][Table.BinOf(pair.Level)]++);
            foreach ((int one, int other, int level) in different)
            {
                differentBins[one][Table.BinOf(level)]++;
                differentBins[other][Table.BinOf(level)]++;
            }

            _people = [.. sameBins.Zip(differentBins).Select(static bins => new PersonScores(BinnedCounts.Of(bins.First), BinnedCounts.Of(bins.Second)))];
        }

        public ErrorCurve Curve { get; }

        public BinTable Table { get; }

        public double[] FalseMatchRates(float threshold)
        {
            int at = Table.IndexOf(SimilarityScale.StepNearest(threshold));
            return new PeopleBootstrap(Table, _people).Run([curve => curve.FalseMatchRate(at)], Cancelled)[0];
        }

        /// <summary>The share of the normal distribution above the threshold, by its integral.</summary>
        public static double TrueRateAbove(float threshold)
        {
            double deviation = Math.Sqrt((2 * OfPerson * OfPerson) + (OfPeople * OfPeople) + (OfPictures * OfPictures));
            double from = (threshold - Mean) / deviation;
            const double step = 1e-3;
            double sum = 0;
            for (double x = from + (step / 2); x < 10; x += step)
            {
                sum += Math.Exp(-x * x / 2) * step;
            }

            return sum / Math.Sqrt(2 * Math.PI);
        }

        private static int LevelOf(double similarity) => SimilarityScale.LevelOf((float)Math.Clamp(similarity, -1, 1));

        // Box and Muller's.
        private double Normal()
        {
            const int parts = 1 << 30;
            double radius = Math.Sqrt(-2 * Math.Log((_state.Next(parts) + 1.0) / parts));
            return radius * Math.Cos(2 * Math.PI * _state.Next(parts) / parts);
        }
    }
}
