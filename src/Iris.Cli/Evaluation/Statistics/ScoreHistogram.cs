namespace Iris.Cli.Evaluation.Statistics;

/// <summary>How similarities are distributed, coarsely: to be looked at.</summary>
internal static class ScoreHistogram
{
    /// <summary>The width of a bin.</summary>
    public const double Width = 0.02;

    private const int StepsPerBin = 200;

    /// <summary>How many similarities each bin holds, from −1; a bin has its upper end and not its lower one, but the first has both.</summary>
    /// <param name="total">How many there are.</param>
    /// <param name="above">How many are above the threshold of a step.</param>
    public static IEnumerable<long> Of(double total, Func<int, double> above)
    {
        double before = total;
        for (int step = StepsPerBin; step <= SimilarityScale.LastStep; step += StepsPerBin)
        {
            double after = above(step);
            yield return (long)(before - after);
            before = after;
        }
    }
}
