namespace Iris.Cli.Evaluation.Statistics;

/// <summary>
/// How many pairs of the same person and of different people are above each of some thresholds, and what follows from that. Counts need not be
/// whole: those of a resample are weighted. Immutable.
/// </summary>
/// <param name="steps">The thresholds, rising, as steps of <see cref="SimilarityScale"/>.</param>
/// <param name="same">How many pairs of the same person there are.</param>
/// <param name="sameAbove">How many of them are above each threshold.</param>
/// <param name="different">How many pairs of different people there are.</param>
/// <param name="differentAbove">How many of them are above each threshold.</param>
internal sealed class ErrorCurve(IReadOnlyList<int> steps, double same, double[] sameAbove, double different, double[] differentAbove)
{
    private static readonly int[] EveryStep = [.. Enumerable.Range(0, SimilarityScale.Levels)];

    /// <summary>The curve at every threshold that there is.</summary>
    public static ErrorCurve Of(ScoreCounts same, ScoreCounts different) =>
        new(EveryStep, same.Total, same.Above(), different.Total, different.Above());

    public IReadOnlyList<int> Steps => steps;

    public double Same => same;

    public double Different => different;

    /// <summary>The share of the pairs of the same person that are above a threshold; null where there are none.</summary>
    /// <param name="i">Which of <see cref="Steps"/>.</param>
    public double? TrueMatchRate(int i) => same > 0 ? sameAbove[i] / same : null;

    /// <summary>The share of the pairs of different people that are above a threshold; null where there are none.</summary>
    /// <param name="i">Which of <see cref="Steps"/>.</param>
    public double? FalseMatchRate(int i) => different > 0 ? differentAbove[i] / different : null;

    /// <summary>How many pairs of the same person are above a threshold.</summary>
    public double SameAbove(int i) => sameAbove[i];

    /// <summary>How many pairs of different people are above a threshold.</summary>
    public double DifferentAbove(int i) => differentAbove[i];

    /// <summary>
    /// The lowest threshold from which on at most one pair of different people in so many is above it; null where there are no such pairs.
    /// </summary>
    /// <param name="oneIn">One over the false match rate: a rate itself, such as 0.001, is not exact.</param>
    /// <returns>Which of <see cref="Steps"/>.</returns>
    public int? IndexFor(double oneIn)
    {
        if (!(different > 0))
        {
            return null;
        }

        // From above: weighted counts need not fall steadily.
        int lowest = steps.Count - 1;
        while (lowest > 0 && differentAbove[lowest - 1] * oneIn <= different)
        {
            lowest--;
        }

        return differentAbove[lowest] * oneIn <= different ? lowest : null;
    }

    /// <summary>
    /// The area under the curve of true against false match rate: the chance that a pair of the same person is more similar than one of
    /// different people, ties counting half (Mann and Whitney 1947, Hanley and McNeil 1982). What lies between two thresholds is a tie.
    /// </summary>
    public double? Auc()
    {
        if (!(same > 0 && different > 0))
        {
            return null;
        }

        double area = 0;
        (double sameBelow, double differentBelow) = (same, different);
        for (int i = 0; i <= steps.Count; i++)
        {
            (double s, double d) = At(i);
            area += (differentBelow - d) * (s + sameBelow) / 2;
            (sameBelow, differentBelow) = (s, d);
        }

        return area / same / different;
    }

    /// <summary>
    /// The rate at which as large a share of the pairs of different people is above the threshold as of those of the same person is not: where
    /// the straight lines between the points of the curve have both equal.
    /// </summary>
    public double? EqualErrorRate()
    {
        if (!(same > 0 && different > 0))
        {
            return null;
        }

        // Below all thresholds everything matches.
        (double falseMatches, double misses) = (1, 0);
        for (int i = 0; i <= steps.Count; i++)
        {
            (double s, double d) = At(i);
            (double nextFalseMatches, double nextMisses) = (d / different, 1 - (s / same));
            if (nextMisses >= nextFalseMatches)
            {
                double before = falseMatches - misses;
                double after = nextMisses - nextFalseMatches;
                return before <= 0 ? falseMatches : falseMatches + (before / (before + after) * (nextFalseMatches - falseMatches));
            }

            (falseMatches, misses) = (nextFalseMatches, nextMisses);
        }

        return null;
    }

    // Beyond the last threshold nothing matches.
    private (double Same, double Different) At(int i) => i < steps.Count ? (sameAbove[i], differentAbove[i]) : (0, 0);
}
