using Iris.Models;
using Microsoft.Extensions.Options;

namespace Iris.Server.Comparison;

/// <summary>The similarity above which a candidate is a match, as configured. Immutable.</summary>
internal sealed class MatchThreshold
{
    /// <exception cref="OptionsValidationException">The configured false match rate is not among those that the model pack was measured for.</exception>
    public MatchThreshold(IOptions<ComparisonOptions> options, ModelPack pack)
    {
        ComparisonOptions comparison = options.Value;
        if (comparison.Threshold is { } threshold)
        {
            Similarity = threshold;
            return;
        }

        FalseMatchCurve calibrated = pack.FalseMatches;
        Similarity = calibrated.ThresholdFor(comparison.FalseMatchRate) ?? throw new OptionsValidationException(
            nameof(ComparisonOptions),
            typeof(ComparisonOptions),
            [FormattableString.Invariant(
                $"{ComparisonOptions.Section}:FalseMatchRate: the model pack knows rates from {calibrated.LowestRate} to {calibrated.HighestRate}")]);
    }

    /// <summary>A cosine, −1 to 1.</summary>
    public float Similarity { get; }

    public bool IsMatch(float similarity) => similarity > Similarity;
}
