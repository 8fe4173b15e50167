using Iris.Models;
using Microsoft.Extensions.Options;

namespace Iris.Server.Comparison;

/// <summary>The similarity above which a candidate is a match, as configured. Immutable.</summary>
internal sealed class MatchThreshold
{
    /// <exception cref="OptionsValidationException">The model pack was not measured at the configured false match rate.</exception>
    public MatchThreshold(IOptions<ComparisonOptions> options, ModelPack pack)
    {
        ComparisonOptions comparison = options.Value;
        if (comparison.Threshold is { } threshold)
        {
            Similarity = threshold;
            return;
        }

        OperatingPoint? point = pack.FindOperatingPoint(comparison.FalseMatchRate);
        Similarity = point?.Similarity ?? throw new OptionsValidationException(
            nameof(ComparisonOptions),
            typeof(ComparisonOptions),
            [$"{ComparisonOptions.Section}:FalseMatchRate: the model pack knows "
                + string.Join(", ", pack.Manifest.Calibration.Select(known => FormattableString.Invariant($"{known.FalseMatchRate}")))]);
    }

    /// <summary>A cosine, −1 to 1.</summary>
    public float Similarity { get; }

    public bool IsMatch(float similarity) => similarity > Similarity;
}
