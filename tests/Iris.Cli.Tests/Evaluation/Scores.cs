using CsCheck;
using Iris.Cli.Evaluation.Statistics;

namespace Iris.Cli.Tests.Evaluation;

/// <summary>Similarities of pairs of the same person and of different people, and what follows from them computed slowly and otherwise.</summary>
internal sealed record Scores(float[] Same, float[] Different)
{
    /// <summary>Few different values, so many ties, some at thresholds exactly.</summary>
    public static Gen<Scores> WithTies { get; } = Of(Gen.Int[0, 12].Select(static step => SimilarityScale.ThresholdAt(10_000 + (step * 700))));

    /// <summary>Any values.</summary>
    public static Gen<Scores> Any { get; } = Of(Gen.Float[-1, 1]);

    public ErrorCurve ToCurve() => ErrorCurve.Of(Count(Same), Count(Different));

    public static ScoreCounts Count(IEnumerable<float> similarities)
    {
        var counts = new ScoreCounts();
        foreach (float similarity in similarities)
        {
            counts.Add(SimilarityScale.LevelOf(similarity));
        }

        return counts;
    }

    public double FalseMatchRate(float threshold) => (double)Different.Count(similarity => similarity > threshold) / Different.Length;

    public double TrueMatchRate(float threshold) => (double)Same.Count(similarity => similarity > threshold) / Same.Length;

    /// <summary>Mann and Whitney's U over the number of pairs.</summary>
    public double Auc() => Same.Average(same => Different.Average(different => same > different ? 1 : same == different ? 0.5 : 0));

    // Every straight piece of the curve, from where all match to where none does, and where it crosses equality.
    public double EqualErrorRate()
    {
        float[] thresholds = [float.NegativeInfinity, .. Same.Concat(Different).Distinct().Order()];
        (double False, double Missed)[] points = [.. thresholds.Select(threshold => (FalseMatchRate(threshold), 1 - TrueMatchRate(threshold)))];
        foreach (((double False, double Missed) from, (double False, double Missed) to) in points.Zip(points.Skip(1)))
        {
            if (from.Missed <= from.False && to.Missed >= to.False)
            {
                double total = from.False - from.Missed + (to.Missed - to.False);
                return total == 0 ? from.False : from.False + ((from.False - from.Missed) / total * (to.False - from.False));
            }
        }

        throw new InvalidOperationException("The curve ends where all are missed.");
    }

    private static Gen<Scores> Of(Gen<float> similarity) =>
        Gen.Select(similarity.Array[1, 25], similarity.Array[1, 25]).Select(static (same, different) => new Scores(same, different));
}
