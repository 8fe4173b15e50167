using System.Globalization;
using System.Text;
using Iris.Cli.Evaluation.Statistics;
using Iris.Models;

namespace Iris.Cli.Evaluation.Reports;

/// <summary>An evaluation as a table in Markdown with what has to be read beside it. It has no date: the same pictures give the same text.</summary>
internal static class MarkdownReport
{
    public static string Write(EvaluationResult result)
    {
        PairFigures figures = result.Figures;
        var text = new StringBuilder();
        foreach (string sentence in Findings.Summary(result))
        {
            text.Append(CultureInfo.InvariantCulture, $"{sentence}\n\n");
        }

        text.Append("| false match rate | threshold | true match rate | false match among 10 | among 100 | among 1,000 |\n|---|---|---|---|---|---|\n");
        foreach (TargetRate target in TargetRate.All)
        {
            text.Append(figures.Targets.FirstOrDefault(one => one.Target == target) is { } found
                ? $"| {target.Name} | {Phrases.Similarity(found.Threshold)} | {Rate(found.TrueMatchRate)} | {Chances(target)} |\n"
                : $"| {target.Name} | {Phrases.NotSupported(figures)} | | | | |\n");
        }

        text.Append("\nIn brackets: 95 % intervals by bootstrap over people.\n\n| | |\n|---|---|\n");
        foreach ((string name, string value) in Others(result))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {value} |\n");
        }

        Groups(text, result.Groups);
        List(text, "Read the figures with care:", Findings.Caveats(result));
        List(text, "What the figures do not say:", Findings.Limits);
        return text.ToString();
    }

    private static IEnumerable<(string Name, string Value)> Others(EvaluationResult result)
    {
        PairFigures figures = result.Figures;
        yield return ("model pack", $"{Escape(result.Source.Model)} {Escape(result.Source.ModelVersion)}");
        if (figures.Auc is { } auc)
        {
            yield return ("area under the curve", Phrases.Area(auc.Value));
            yield return ("equal error rate", Rate(figures.EqualErrorRate));
        }

        if (figures.CrossValidation is { } validation)
        {
            yield return ($"accuracy, {validation.Folds} folds", $"{Phrases.Percent(validation.Accuracy)} ± {Phrases.Percent(validation.StandardError)}");
        }

        if (figures.InUse is { Accuracy: { } accuracy } inUse)
        {
            yield return ($"accuracy at {Phrases.Similarity(inUse.Threshold)}", Phrases.Percent(accuracy));
        }

        yield return ("hardest pairs of the same person", Pairs(figures.HardestSame));
        yield return ("hardest pairs of different people", Pairs(figures.HardestDifferent));
        if (result.Excluded.Count > 0)
        {
            yield return ("pictures that take no part", string.Join("; ", result.Excluded.GroupBy(static one => one.Reason).OrderBy(static group => group.Key)
                .Select(static group => $"{Phrases.Text(group.Key)}: {string.Join(", ", group.Select(static one => one.Place + 1))}")));
        }
    }

    private static void Groups(StringBuilder text, IReadOnlyList<GroupFigures> groups)
    {
        if (groups.Count > 0)
        {
            text.Append("\n| group, at the threshold in use | people | pairs, same and different | true match rate | false match rate |\n|---|---|---|---|---|\n");
            foreach (GroupFigures group in groups)
            {
                PairFigures figures = group.Figures;
                text.Append(CultureInfo.InvariantCulture, $"| {Escape(group.Name)}{(group.IsSmall ? " (small)" : "")} | {Phrases.Count(figures.People)} | {Phrases.Count(figures.Same)}, {Phrases.Count(figures.Different)} ");
                text.Append(CultureInfo.InvariantCulture, $"| {Rate(figures.InUse.TrueMatchRate)} | {Rate(figures.InUse.FalseMatchRate)} |\n");
            }
        }
    }

    private static void List(StringBuilder text, string heading, IReadOnlyList<string> sentences)
    {
        if (sentences.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{heading}\n\n");
            foreach (string sentence in sentences)
            {
                text.Append(CultureInfo.InvariantCulture, $"- {sentence}\n");
            }
        }
    }

    private static string Chances(TargetRate target) => string.Join(
        " | ", Phrases.Galleries.Select(gallery => Phrases.Chance(FalseMatchCurve.ChanceOfAnyFalseMatch(target.Rate, gallery))));

    private static string Pairs(IReadOnlyList<ScoredPair> pairs)
    {
        const int enough = 5;
        return pairs.Count == 0
            ? "none"
            : string.Join("; ", pairs.Take(enough).Select(static pair =>
                string.Create(CultureInfo.InvariantCulture, $"{pair.One + 1} and {pair.Other + 1}: {Phrases.Similarity(pair.Similarity)}")));
    }

    private static string Rate(Measured? rate) => rate is { } known ? Phrases.Percent(known) : "–";

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
