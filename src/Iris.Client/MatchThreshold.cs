namespace Iris.Client;

/// <summary>The threshold that a comparison was made with.</summary>
public sealed record MatchThreshold
{
    /// <summary>The cosine similarity above which two faces match, −1 to 1.</summary>
    public required double Similarity { get; init; }

    /// <summary>The share of pairs of different people that are above it, 0 to 1.</summary>
    public double? FalseMatchRate { get; init; }

    /// <summary>How to read <see cref="FalseMatchRate"/>.</summary>
    public RateBound? FalseMatchRateBound { get; init; }

    /// <summary>
    /// The false match rates that a threshold can be chosen by: see <see cref="CompareOptions.TargetFalseMatchRate"/>. Null where the server's model
    /// was measured at none.
    /// </summary>
    public SupportedRates? SupportedRates { get; init; }
}
