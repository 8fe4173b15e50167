namespace Iris.Cli.Evaluation.Statistics;

/// <summary>A figure and how far it may be off.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Interval">Its interval; null where the people do not make one.</param>
internal readonly record struct Measured(double Value, Interval? Interval);

/// <summary>What a false match rate asks for.</summary>
/// <param name="Target">The rate.</param>
/// <param name="Threshold">The lowest threshold at which no more pairs of different people match, and its interval.</param>
/// <param name="FalseMatches">How many match there.</param>
/// <param name="TrueMatchRate">The share of the pairs of the same person that match there; null where there are none.</param>
internal sealed record TargetFigures(TargetRate Target, Measured Threshold, long FalseMatches, Measured? TrueMatchRate);

/// <summary>What happens at a threshold.</summary>
/// <param name="Threshold">The threshold.</param>
/// <param name="FalseMatches">How many pairs of different people match.</param>
/// <param name="Misses">How many pairs of the same person do not.</param>
/// <param name="FalseMatchRate">The share of the pairs of different people that match.</param>
/// <param name="TrueMatchRate">The share of the pairs of the same person that match.</param>
/// <param name="Accuracy">The share of pairs told right, as if there were as many of either kind.</param>
internal sealed record ThresholdFigures(
    double Threshold, long FalseMatches, long Misses, Measured? FalseMatchRate, Measured? TrueMatchRate, double? Accuracy);

/// <summary>A point of the curve with its interval.</summary>
/// <param name="FalseMatchRate">A false match rate.</param>
/// <param name="TrueMatchRate">The share of the pairs of the same person that match where at most that many of different people do.</param>
internal readonly record struct BandPoint(double FalseMatchRate, Measured TrueMatchRate);

/// <summary>All that is said of some pairs.</summary>
internal sealed record PairFigures
{
    /// <summary>How many people are in them.</summary>
    public required int People { get; init; }

    /// <summary>How many pairs are of the same person.</summary>
    public required long Same { get; init; }

    /// <summary>How many pairs are of different people.</summary>
    public required long Different { get; init; }

    /// <summary>The area under the curve; null where pairs of either kind are lacking.</summary>
    public required Measured? Auc { get; init; }

    /// <summary>The equal error rate; null where pairs of either kind are lacking.</summary>
    public required Measured? EqualErrorRate { get; init; }

    /// <summary>The false match rates that the pairs support, from the highest.</summary>
    public required IReadOnlyList<TargetFigures> Targets { get; init; }

    /// <summary>What happens at the threshold in use.</summary>
    public required ThresholdFigures InUse { get; init; }

    /// <summary>The curve, with intervals, from a false match rate of 1 down to what the pairs support.</summary>
    public required IReadOnlyList<BandPoint> Band { get; init; }

    /// <summary>The curve at every threshold.</summary>
    public required ErrorCurve Curve { get; init; }

    /// <summary>Accuracy by LFW's protocol; null where there are too few people for two folds.</summary>
    public required CrossValidation? CrossValidation { get; init; }

    /// <summary>The least similar pairs of the same person.</summary>
    public required IReadOnlyList<ScoredPair> HardestSame { get; init; }

    /// <summary>The most similar pairs of different people.</summary>
    public required IReadOnlyList<ScoredPair> HardestDifferent { get; init; }
}
