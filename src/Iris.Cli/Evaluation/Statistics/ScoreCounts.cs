namespace Iris.Cli.Evaluation.Statistics;

/// <summary>How many similarities have each level of <see cref="SimilarityScale"/>. Not thread-safe.</summary>
internal sealed class ScoreCounts
{
    private readonly long[] _counts = new long[SimilarityScale.Levels];

    /// <summary>How many there are at each level.</summary>
    public ReadOnlySpan<long> ByLevel => _counts;

    /// <summary>How many there are in all.</summary>
    public long Total
    {
        get
        {
            long total = 0;
            foreach (long count in _counts)
            {
                total += count;
            }

            return total;
        }
    }

    public void Add(int level, long count = 1) => _counts[level] += count;

    public void Add(ScoreCounts others)
    {
        for (int level = 0; level < _counts.Length; level++)
        {
            _counts[level] += others._counts[level];
        }
    }

    public void Clear() => Array.Clear(_counts);

    /// <summary>How many are above the threshold of each step.</summary>
    public double[] Above()
    {
        double[] above = new double[_counts.Length];
        long sum = 0;
        for (int step = SimilarityScale.LastStep; step >= 0; step--)
        {
            above[step] = sum;
            sum += _counts[step];
        }

        return above;
    }
}
