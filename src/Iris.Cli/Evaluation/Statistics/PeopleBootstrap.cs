namespace Iris.Cli.Evaluation.Statistics;

/// <summary>
/// Says how much figures would vary if other people of the same kind had been evaluated. People are drawn anew, with replacement, each with all
/// of their similarities: the subsets bootstrap of Bolle, Ratha and Pankanti, "Error analysis of pattern recognition systems" (2004). Pairs of
/// pictures are not drawn one by one: those of one person depend on each other, and intervals would come out far too narrow.
/// </summary>
/// <remarks>
/// A pair of different people depends on both of them. It is counted w + v − 1 times where they were drawn w and v times, the product
/// w·v to first order. To count it by one of the two alone would make intervals of false match rates half as wide as they are:
/// docs/decisions/0024.
/// </remarks>
/// <param name="table">The thresholds.</param>
/// <param name="people">Each person's similarities.</param>
internal sealed class PeopleBootstrap(BinTable table, IReadOnlyList<PersonScores> people)
{
    /// <summary>How many times people are drawn anew.</summary>
    public const int Resamples = 1000;

    private const ulong Seed = 0x49_72_69_73;

    /// <summary>Computes figures of each resample. Always the same for the same people, on any number of cores.</summary>
    /// <param name="figures">Each says one figure of a curve.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The values of each figure; NaN for a resample that has none.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public double[][] Run(IReadOnlyList<Func<ErrorCurve, double?>> figures, CancellationToken cancellationToken)
    {
        double[][] values = [.. figures.Select(static _ => new double[Resamples])];
        double[] allDifferent = new double[table.Bins];
        foreach (PersonScores person in people)
        {
            person.Different.AddTo(allDifferent, 0.5);
        }

        Parallel.For(
            0,
            Resamples,
            Workers.Options(cancellationToken),
            () => new int[people.Count],
            (resample, _, drawn) =>
            {
                Draw(resample, drawn);
                ErrorCurve curve = CurveOf(drawn, allDifferent);
                for (int i = 0; i < figures.Count; i++)
                {
                    values[i][resample] = figures[i](curve) ?? double.NaN;
                }

                return drawn;
            },
            static _ => { });
        return values;
    }

    private static void Draw(int resample, int[] drawn)
    {
        Array.Clear(drawn);
        var random = new SplitMix(Seed + ((ulong)resample << 32));
        for (int i = 0; i < drawn.Length; i++)
        {
            drawn[random.Next(drawn.Length)]++;
        }
    }

    private ErrorCurve CurveOf(int[] drawn, double[] allDifferent)
    {
        var (same, different) = (new double[table.Bins], new double[table.Bins]);
        for (int i = 0; i < drawn.Length; i++)
        {
            if (drawn[i] != 0)
            {
                people[i].Same.AddTo(same, drawn[i]);
                people[i].Different.AddTo(different, drawn[i]);
            }
        }

        for (int bin = 0; bin < different.Length; bin++)
        {
            different[bin] -= allDifferent[bin];
        }

        (double sameInAll, double[] sameAbove) = Above(same);
        (double differentInAll, double[] differentAbove) = Above(different);
        return new(table.Steps, sameInAll, sameAbove, differentInAll, differentAbove);
    }

    // A pair of two people who were not drawn counts −1 times. Of few pairs above a threshold fewer than none may be left.
    private static (double InAll, double[] Above) Above(double[] bins)
    {
        double[] above = new double[bins.Length - 1];
        double sum = 0;
        for (int i = above.Length - 1; i >= 0; i--)
        {
            sum += bins[i + 1];
            above[i] = Math.Max(0, sum);
        }

        return (Math.Max(0, sum + bins[0]), above);
    }
}
