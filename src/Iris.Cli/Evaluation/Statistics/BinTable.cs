namespace Iris.Cli.Evaluation.Statistics;

/// <summary>
/// Some hundred of the thresholds, close together where few pairs are above them or below: enough to say how rates vary, and few enough to count
/// for each person. Immutable.
/// </summary>
internal sealed class BinTable
{
    // A rate differs from that of the next threshold by 6 %, or where pairs of the same person are many, by half a percent of them.
    private const int PerDecade = 40;
    private const int Decades = 8;
    private const int Quantiles = 200;

    private readonly ushort[] _binOfLevel = new ushort[SimilarityScale.Levels];

    private readonly int[] _steps;

    private BinTable(int[] steps)
    {
        _steps = steps;
        ushort bin = 0;
        for (int level = 0; level < _binOfLevel.Length; level++)
        {
            while (bin < steps.Length && level > steps[bin])
            {
                bin++;
            }

            _binOfLevel[level] = bin;
        }
    }

    /// <summary>The thresholds, rising, as steps of <see cref="SimilarityScale"/>.</summary>
    public IReadOnlyList<int> Steps => _steps;

    /// <summary>How many bins there are: one more than thresholds.</summary>
    public int Bins => _steps.Length + 1;

    /// <summary>Where a threshold stands.</summary>
    /// <param name="step">One of <see cref="Steps"/>.</param>
    public int IndexOf(int step) => Array.BinarySearch(_steps, step);

    /// <summary>How many of the thresholds a similarity of this level is above.</summary>
    public ushort BinOf(int level) => _binOfLevel[level];

    /// <summary>Chooses thresholds.</summary>
    /// <param name="curve">The curve at every threshold.</param>
    /// <param name="wanted">Steps that have to be among them.</param>
    public static BinTable For(ErrorCurve curve, IEnumerable<int> wanted)
    {
        var steps = new SortedSet<int>(wanted);
        for (int i = 0; i <= PerDecade * Decades; i++)
        {
            double share = Math.Pow(10, -(double)i / PerDecade);
            steps.Add(LowestStep(curve.DifferentAbove, curve.Different * share));
            steps.Add(LowestStep(curve.SameAbove, curve.Same * share));
            steps.Add(LowestStep(curve.SameAbove, curve.Same * (1 - share)));
        }

        for (int i = 0; i <= Quantiles; i++)
        {
            steps.Add(LowestStep(curve.SameAbove, curve.Same * i / Quantiles));
        }

        return new([.. steps]);
    }

    // Where at most so many are above it.
    private static int LowestStep(Func<int, double> above, double most)
    {
        (int low, int high) = (0, SimilarityScale.LastStep);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = above(middle) <= most ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
