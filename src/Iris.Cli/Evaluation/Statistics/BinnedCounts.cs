namespace Iris.Cli.Evaluation.Statistics;

/// <summary>How many similarities one person has in each bin that has any: few of many.</summary>
/// <param name="Bins">The bins, rising: bin b holds what is above b of the thresholds of a <see cref="BinTable"/>.</param>
/// <param name="Counts">How many each holds.</param>
internal sealed record BinnedCounts(ushort[] Bins, long[] Counts)
{
    public static BinnedCounts Empty { get; } = new([], []);

    /// <summary>Keeps the bins that hold something.</summary>
    /// <param name="counts">How many each bin holds.</param>
    /// <param name="divisor">Divides them: 2 where every pair was counted from both its ends.</param>
    public static BinnedCounts Of(ReadOnlySpan<long> counts, long divisor = 1)
    {
        int filled = counts.Length - counts.Count(0);
        if (filled == 0)
        {
            return Empty;
        }

        var (bins, kept) = (new ushort[filled], new long[filled]);
        int next = 0;
        for (int bin = 0; bin < counts.Length; bin++)
        {
            if (counts[bin] != 0)
            {
                (bins[next], kept[next]) = ((ushort)bin, counts[bin] / divisor);
                next++;
            }
        }

        return new(bins, kept);
    }

    /// <summary>Adds them, times a weight, to counts of all bins.</summary>
    public void AddTo(Span<double> sums, double weight)
    {
        for (int i = 0; i < Bins.Length; i++)
        {
            sums[Bins[i]] += weight * Counts[i];
        }
    }
}

/// <summary>One person's similarities: what a resample takes or leaves as a whole.</summary>
/// <param name="Same">To pictures of the same person.</param>
/// <param name="Different">To pictures of others. Those others have them too.</param>
internal sealed record PersonScores(BinnedCounts Same, BinnedCounts Different);
