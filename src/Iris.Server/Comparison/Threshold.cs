using System.Globalization;
using Iris.Models;
using Iris.Server.Problems;
using Iris.Server.Reading;
using Microsoft.Extensions.Options;

namespace Iris.Server.Comparison;

/// <summary>The similarity above which a candidate matches.</summary>
/// <param name="Similarity">A cosine, −1 to 1.</param>
/// <param name="Rate">How often two different people are above it.</param>
/// <param name="Curve">What is known of false matches.</param>
internal readonly record struct Threshold(float Similarity, FalseMatchRate Rate, FalseMatchCurve Curve)
{
    /// <summary>Whether a similarity is above it; NaN never is.</summary>
    public bool IsMatch(float similarity) => similarity > Similarity;
}

/// <summary>Chooses thresholds: the operator's, or a request's own. Immutable.</summary>
internal sealed class Thresholds
{
    /// <summary>What a request is refused with that asks for a rate that has not been calibrated.</summary>
    public static readonly Problem UnsupportedRate = Problem.UnsupportedRate with { Option = Choices.NameOf(Choice.TargetFalseMatchRate) };

    private readonly FalseMatchCurve _curve;

    /// <exception cref="OptionsValidationException">The configured false match rate is not among those that have been calibrated.</exception>
    public Thresholds(IOptions<ComparisonOptions> options, FalseMatchCurve curve)
    {
        ComparisonOptions comparison = options.Value;
        _curve = curve;
        Default = Choose(comparison.Threshold, comparison.FalseMatchRate) ?? throw new OptionsValidationException(
            nameof(ComparisonOptions),
            typeof(ComparisonOptions),
            [$"{ComparisonOptions.Section}:FalseMatchRate: {WhyNot(comparison.FalseMatchRate)}"]);
    }

    /// <summary>The operator's.</summary>
    public Threshold Default { get; }

    /// <summary>The threshold that a request asks for.</summary>
    /// <returns>Null when the false match rate has not been calibrated.</returns>
    public Threshold? Choose(Choices choices) =>
        choices.Threshold is null && choices.TargetFalseMatchRate is null ? Default : Choose(choices.Threshold, choices.TargetFalseMatchRate);

    private string WhyNot(double? rate)
    {
        if (!_curve.IsMeasured)
        {
            return $"the model pack was measured at no rate: leave it out, or set {ComparisonOptions.Section}:Threshold.";
        }

        string lacking = rate is null ? $"none is set, and the usual {Text(FalseMatchCurve.UsualRate)}" : Text(rate.Value);
        string known = _curve.LowestRate == _curve.HighestRate ? "it to" : $"a rate from {Text(_curve.LowestRate)} to";
        return $"{lacking} has not been calibrated: set {known} {Text(_curve.HighestRate)}, set {ComparisonOptions.Section}:Threshold in its place, "
            + $"or calibrate from more pictures ({MatchingOptions.Section}:{nameof(MatchingOptions.Calibration)}).";

        static string Text(double value) => value.ToString("0.#########", CultureInfo.InvariantCulture);
    }

    private Threshold? Choose(float? similarity, double? rate)
    {
        if (similarity is { } cosine)
        {
            return new(cosine, _curve.RateAt(cosine), _curve);
        }

        return _curve.ThresholdFor(rate) is { } chosen
            ? new(chosen, _curve.IsMeasured ? new(rate ?? FalseMatchCurve.UsualRate, RateBound.None) : _curve.RateAt(chosen), _curve)
            : null;
    }
}
