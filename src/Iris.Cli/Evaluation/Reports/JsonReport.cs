using System.Text.Json;
using System.Text.Json.Serialization;
using Iris.Cli.Evaluation.Inputs;
using Iris.Cli.Evaluation.Statistics;
using Iris.Models;

namespace Iris.Cli.Evaluation.Reports;

/// <summary>An evaluation as one JSON object: docs/evaluation.md says what its members mean.</summary>
internal sealed record JsonReport
{
    // Rates have no more digits than pairs can tell apart.
    private const int Digits = 9;

    private static readonly JsonReportContext Context = new(new JsonSerializerOptions(JsonReportContext.Default.Options)
    {
        Encoder = Output.PrintedJson.Encoder,
    });

    public required JsonModel Model { get; init; }

    public required string Input { get; init; }

    public required int People { get; init; }

    public required int Pictures { get; init; }

    public required int FailedToDetect { get; init; }

    public required IReadOnlyList<JsonExclusion> Excluded { get; init; }

    /// <summary>The pictures that are the same file as an earlier one.</summary>
    public required IReadOnlyList<JsonCopy> Copies { get; init; }

    /// <summary>The pictures whose files were cut short.</summary>
    public required IReadOnlyList<int> Incomplete { get; init; }

    public required long Pairs { get; init; }

    public required long SamePairs { get; init; }

    public required long DifferentPairs { get; init; }

    public required int ExcludedPairs { get; init; }

    [JsonPropertyName("accuracy_10fold")]
    public required double? Accuracy10Fold { get; init; }

    [JsonPropertyName("accuracy_10fold_standard_error")]
    public required double? Accuracy10FoldStandardError { get; init; }

    public required int? Folds { get; init; }

    public required double? Auc { get; init; }

    public required double[]? AucInterval { get; init; }

    public required double? Eer { get; init; }

    public required double[]? EerInterval { get; init; }

    /// <summary>By false match rate, from 1e-1 to 1e-6; null where the pairs do not support one.</summary>
    public required IReadOnlyDictionary<string, double?> TarAtFmr { get; init; }

    public required IReadOnlyList<JsonOperatingPoint> OperatingPoints { get; init; }

    public required JsonThreshold ThresholdInUse { get; init; }

    public required IReadOnlyList<JsonPair> HardestSame { get; init; }

    public required IReadOnlyList<JsonPair> HardestDifferent { get; init; }

    public required IReadOnlyList<JsonGroup> Groups { get; init; }

    public required IReadOnlyList<JsonCurvePoint> Curve { get; init; }

    public required JsonHistogram Histogram { get; init; }

    public required double Resolution { get; init; }

    public required int Resamples { get; init; }

    public required IReadOnlyList<string> Caveats { get; init; }

    /// <summary>The object as text.</summary>
    public static string Write(EvaluationResult result) => JsonSerializer.Serialize(Of(result), Context.JsonReport);

    private static JsonReport Of(EvaluationResult result)
    {
        PairFigures figures = result.Figures;
        return new()
        {
            Model = new(result.Source.Model, result.Source.ModelVersion, result.Source.EmbedderSha256),
            Input = result.Source.Kind switch { InputKind.People => "people", InputKind.Lfw => "lfw", _ => "csv" },
            People = figures.People,
            Pictures = result.Pictures,
            FailedToDetect = result.Excluded.Count,
            Excluded = [.. result.Excluded.Select(static one => new JsonExclusion(one.Place + 1, Phrases.Word(one.Reason)))],
            Copies = [.. result.Copies.Select(static copy => new JsonCopy(copy.Place + 1, copy.Of + 1))],
            Incomplete = [.. result.Incomplete.Select(static place => place + 1)],
            Pairs = figures.Same + figures.Different,
            SamePairs = figures.Same,
            DifferentPairs = figures.Different,
            ExcludedPairs = result.ExcludedPairs,
            Accuracy10Fold = Round(figures.CrossValidation?.Accuracy),
            Accuracy10FoldStandardError = Round(figures.CrossValidation?.StandardError),
            Folds = figures.CrossValidation?.Folds,
            Auc = Round(figures.Auc?.Value),
            AucInterval = Round(figures.Auc?.Interval),
            Eer = Round(figures.EqualErrorRate?.Value),
            EerInterval = Round(figures.EqualErrorRate?.Interval),
            TarAtFmr = TarAtFmrOf(figures),
            OperatingPoints = [.. figures.Targets.Select(target => PointOf(target, figures))],
            ThresholdInUse = ThresholdOf(figures),
            HardestSame = [.. figures.HardestSame.Select(PairOf)],
            HardestDifferent = [.. figures.HardestDifferent.Select(PairOf)],
            Groups = [.. result.Groups.Select(GroupOf)],
            Curve = [.. figures.Band.Select(static point => new JsonCurvePoint(
                Round(point.FalseMatchRate)!.Value, Round(point.TrueMatchRate.Value)!.Value, Round(point.TrueMatchRate.Interval)))],
            Histogram = JsonHistogram.Of(figures.Curve),
            Resolution = 1.0 / SimilarityScale.StepsPerUnit,
            Resamples = PeopleBootstrap.Resamples,
            Caveats = Findings.Caveats(result),
        };
    }

    private static Dictionary<string, double?> TarAtFmrOf(PairFigures figures) => TargetRate.All.ToDictionary(
        static target => target.Name,
        target => Round(figures.Targets.FirstOrDefault(one => one.Target == target)?.TrueMatchRate?.Value));

    private static JsonOperatingPoint PointOf(TargetFigures target, PairFigures figures) => new()
    {
        FalseMatchRate = target.Target.Rate,
        Similarity = target.Threshold.Value,
        SimilarityInterval = Round(target.Threshold.Interval),
        TrueMatchRate = Round(target.TrueMatchRate?.Value),
        TrueMatchRateInterval = Round(target.TrueMatchRate?.Interval),
        FalseMatches = target.FalseMatches,
        WellSupported = !target.Target.IsThinWith(figures.Different),
        ChanceOfFalseMatch = Phrases.Galleries.ToDictionary(
            static gallery => gallery.ToString(System.Globalization.CultureInfo.InvariantCulture),
            gallery => Round(FalseMatchCurve.ChanceOfAnyFalseMatch(target.Target.Rate, gallery))!.Value),
    };

    private static JsonThreshold ThresholdOf(PairFigures figures)
    {
        ThresholdFigures inUse = figures.InUse;
        return new()
        {
            Similarity = inUse.Threshold,
            Accuracy = Round(inUse.Accuracy),
            FalseMatches = inUse.FalseMatches,
            FalseMatchRate = Round(inUse.FalseMatchRate?.Value),
            FalseMatchRateInterval = Round(inUse.FalseMatchRate?.Interval),
            Misses = inUse.Misses,
            TrueMatchRate = Round(inUse.TrueMatchRate?.Value),
            TrueMatchRateInterval = Round(inUse.TrueMatchRate?.Interval),
        };
    }

    private static JsonPair PairOf(ScoredPair pair) => new(pair.One + 1, pair.Other + 1, pair.Line > 0 ? pair.Line : null, Output.Answers.Shortest(pair.Similarity));

    private static JsonGroup GroupOf(GroupFigures group) => new()
    {
        Group = group.Name,
        Small = group.IsSmall,
        People = group.Figures.People,
        SamePairs = group.Figures.Same,
        DifferentPairs = group.Figures.Different,
        Auc = Round(group.Figures.Auc?.Value),
        Eer = Round(group.Figures.EqualErrorRate?.Value),
        TarAtFmr = TarAtFmrOf(group.Figures),
        ThresholdInUse = ThresholdOf(group.Figures),
    };

    private static double[]? Round(Interval? interval) => interval is { } known ? [Math.Round(known.Low, Digits), Math.Round(known.High, Digits)] : null;

    private static double? Round(double? value) => value is { } known ? Math.Round(known, Digits) : null;
}
