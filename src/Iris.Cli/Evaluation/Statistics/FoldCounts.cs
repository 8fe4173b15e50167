namespace Iris.Cli.Evaluation.Statistics;

/// <summary>
/// Counts of similarities, apart for each two folds whose pictures a pair has. A pair of the same person has both pictures in one fold. Not
/// thread-safe.
/// </summary>
/// <param name="folds">How many folds there are.</param>
internal sealed class FoldCounts(int folds)
{
    // Made when they are needed: with folds that a file names, no pair has pictures of two.
    private readonly ScoreCounts?[] _same = new ScoreCounts?[folds];
    private readonly ScoreCounts?[] _different = new ScoreCounts?[folds * (folds + 1) / 2];

    public int Folds => folds;

    /// <summary>The pairs of the same person in a fold.</summary>
    public ScoreCounts Same(int fold) => _same[fold] ??= new();

    /// <summary>The pairs of different people, one in either fold.</summary>
    public ScoreCounts Different(int one, int other) => _different[PlaceOf(one, other)] ??= new();

    /// <summary>The curve of all pairs.</summary>
    public ErrorCurve All() => CurveOf(static (_, _) => true);

    /// <summary>The curve of the pairs that have a picture in a fold.</summary>
    public ErrorCurve Of(int fold) => CurveOf((one, other) => one == fold || other == fold);

    /// <summary>The curve of the pairs that have no picture in a fold.</summary>
    public ErrorCurve Without(int fold) => CurveOf((one, other) => one != fold && other != fold);

    private ErrorCurve CurveOf(Func<int, int, bool> isIn)
    {
        var (same, different) = (new ScoreCounts(), new ScoreCounts());
        for (int one = 0; one < folds; one++)
        {
            AddTo(same, isIn(one, one) ? _same[one] : null);
            for (int other = 0; other <= one; other++)
            {
                AddTo(different, isIn(one, other) ? _different[PlaceOf(one, other)] : null);
            }
        }

        return ErrorCurve.Of(same, different);
    }

    private static void AddTo(ScoreCounts sum, ScoreCounts? counts)
    {
        if (counts is not null)
        {
            sum.Add(counts);
        }
    }

    private static int PlaceOf(int one, int other)
    {
        (int low, int high) = one < other ? (one, other) : (other, one);
        return (high * (high + 1) / 2) + low;
    }
}
