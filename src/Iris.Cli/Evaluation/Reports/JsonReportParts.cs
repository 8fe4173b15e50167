using System.Text.Json.Serialization;
using Iris.Cli.Evaluation.Statistics;

namespace Iris.Cli.Evaluation.Reports;

internal sealed record JsonModel(string Name, string Version, string EmbedderSha256);

/// <summary>A picture that is the same file as an earlier one.</summary>
internal sealed record JsonCopy(int Picture, int Of);

internal sealed record JsonExclusion(int Picture, string Reason);

internal sealed record JsonPair(int A, int B, int? Line, double Similarity);

internal sealed record JsonCurvePoint(double FalseMatchRate, double TrueMatchRate, double[]? TrueMatchRateInterval);

internal sealed record JsonOperatingPoint
{
    public required double FalseMatchRate { get; init; }

    public required double Similarity { get; init; }

    public required double[]? SimilarityInterval { get; init; }

    public required double? TrueMatchRate { get; init; }

    public required double[]? TrueMatchRateInterval { get; init; }

    public required long FalseMatches { get; init; }

    public required bool WellSupported { get; init; }

    /// <summary>By the number of people that somebody is compared with.</summary>
    public required IReadOnlyDictionary<string, double> ChanceOfFalseMatch { get; init; }
}

internal sealed record JsonThreshold
{
    public required double Similarity { get; init; }

    public required double? Accuracy { get; init; }

    public required long FalseMatches { get; init; }

    public required double? FalseMatchRate { get; init; }

    public required double[]? FalseMatchRateInterval { get; init; }

    public required long Misses { get; init; }

    public required double? TrueMatchRate { get; init; }

    public required double[]? TrueMatchRateInterval { get; init; }
}

internal sealed record JsonGroup
{
    public required string Group { get; init; }

    public required bool Small { get; init; }

    public required int People { get; init; }

    public required long SamePairs { get; init; }

    public required long DifferentPairs { get; init; }

    public required double? Auc { get; init; }

    public required double? Eer { get; init; }

    public required IReadOnlyDictionary<string, double?> TarAtFmr { get; init; }

    public required JsonThreshold ThresholdInUse { get; init; }
}

/// <summary>How many pairs are as similar as that.</summary>
/// <param name="From">The first bin's lower end, above which its pairs are.</param>
/// <param name="Width">The width of a bin.</param>
/// <param name="Same">Pairs of the same person, by bin.</param>
/// <param name="Different">Pairs of different people, by bin.</param>
internal sealed record JsonHistogram(double From, double Width, long[] Same, long[] Different)
{
    public static JsonHistogram Of(ErrorCurve curve) => new(
        -1, ScoreHistogram.Width, [.. ScoreHistogram.Of(curve.Same, curve.SameAbove)], [.. ScoreHistogram.Of(curve.Different, curve.DifferentAbove)]);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(JsonReport))]
internal sealed partial class JsonReportContext : JsonSerializerContext;
