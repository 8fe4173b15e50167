using System.Globalization;
using Iris.Cli.Evaluation.Inputs;
using Iris.Cli.Evaluation.Statistics;
using Iris.Cli.Output;
using Iris.Models;
using Spectre.Console;

namespace Iris.Cli.Evaluation.Reports;

/// <summary>
/// Prints an evaluation for whoever has asked for it, and has the pictures: those that take no part are told by name here, and nowhere else.
/// </summary>
internal static class TerminalReport
{
    private const int MostNames = 20;

    public static void Print(EvaluationResult result, LabelledPictures pictures, TextWriter output)
    {
        PairFigures figures = result.Figures;
        WriteAll(output, Findings.Summary(result));
        output.WriteLine();
        PrintTargets(output, figures);
        output.WriteLine();
        if (Quality(figures) is { Length: > 0 } quality)
        {
            output.WriteLine(quality);
        }

        PrintPairs(output, "Hardest of the same person:", figures.HardestSame);
        PrintPairs(output, "Hardest of different people:", figures.HardestDifferent);
        output.WriteLine("--which NUMBER says which pictures these are.");
        if (result.Groups.Count > 0)
        {
            output.WriteLine();
            Terminal.Print(GroupsOf(result.Groups));
            output.WriteLine("Pairs of the same person and of different people, and how many of either match at the threshold in use.");
        }

        PrintExcluded(output, result, pictures);
        output.WriteLine();
        WriteAll(output, Findings.Caveats(result).Select(static caveat => $"! {caveat}"));
        output.WriteLine("docs/evaluation.md says what the figures mean and what they do not. A match is a hint for a person to check.");
    }

    // Two tables, for a terminal of 80 columns: what was measured, and what follows from a rate alone.
    private static void PrintTargets(TextWriter output, PairFigures figures)
    {
        if (figures.Targets.Count > 0)
        {
            Terminal.Print(ThresholdsOf(figures));
            output.WriteLine("In brackets: 95 % intervals by bootstrap over people.");
        }

        string[] beyond = [.. TargetRate.All.Skip(figures.Targets.Count).Select(Phrases.OneIn)];
        if (beyond.Length > 0)
        {
            output.WriteLine($"{beyond[0]}{(beyond.Length > 1 ? $" to {beyond[^1]}" : "")}: {Phrases.NotSupported(figures)}.");
        }

        if (figures.Targets.Count > 0)
        {
            output.WriteLine();
            Terminal.Print(ChancesOf(figures));
        }
    }

    private static Table ThresholdsOf(PairFigures figures)
    {
        Table table = Terminal.TableOf(("Strangers who match", false), ("Threshold", false), ("The same person matches", false));
        foreach (TargetFigures target in figures.Targets)
        {
            AddRow(table, Phrases.OneIn(target.Target), Phrases.Similarity(target.Threshold), Rate(target.TrueMatchRate));
        }

        return table;
    }

    private static Table ChancesOf(PairFigures figures)
    {
        Table table = Terminal.TableOf([("A false match among", false), .. Phrases.Galleries.Select(static gallery => (Phrases.Count(gallery), true))]);
        foreach (TargetFigures target in figures.Targets)
        {
            AddRow(table, [Phrases.OneIn(target.Target), .. Phrases.Galleries.Select(gallery => Phrases.Chance(FalseMatchCurve.ChanceOfAnyFalseMatch(target.Target.Rate, gallery)))]);
        }

        return table;
    }

    private static void AddRow(Table table, params string[] cells) => table.AddRow([.. cells.Select(static cell => new Text(cell))]);

    private static string Quality(PairFigures figures)
    {
        if (figures is not { Auc: { } auc, EqualErrorRate: { } equal })
        {
            return "";
        }

        string accuracy = figures.CrossValidation is { } validation
            ? $", accuracy {Phrases.Percent(validation.Accuracy)} ± {Phrases.Percent(validation.StandardError)} in {validation.Folds} folds" : "";
        return $"Area under the curve {Phrases.Area(auc.Value)}, equal error rate {Phrases.Percent(equal)}{accuracy}.";
    }

    private static Table GroupsOf(IReadOnlyList<GroupFigures> groups)
    {
        Table table = Terminal.TableOf(("Group", false), ("People", true), ("Pairs", true), ("Same match", false), ("Different match", false));
        foreach (GroupFigures group in groups)
        {
            PairFigures figures = group.Figures;
            AddRow(
                table,
                Terminal.Harmless(group.Name) + (group.IsSmall ? " (small)" : ""),
                Phrases.Count(figures.People),
                $"{Phrases.Count(figures.Same)} + {Phrases.Count(figures.Different)}",
                Rate(figures.InUse.TrueMatchRate),
                Rate(figures.InUse.FalseMatchRate));
        }

        return table;
    }

    private static void PrintPairs(TextWriter output, string heading, IReadOnlyList<ScoredPair> pairs)
    {
        const int enough = 5;
        if (pairs.Count > 0)
        {
            output.WriteLine($"{heading} {string.Join(", ", pairs.Take(enough).Select(static pair =>
                string.Create(CultureInfo.InvariantCulture, $"{pair.One + 1} and {pair.Other + 1} ({Phrases.Similarity(pair.Similarity)})")))}.");
        }
    }

    private static void PrintExcluded(TextWriter output, EvaluationResult result, LabelledPictures pictures)
    {
        if (result.Excluded.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("Pictures that take no part:");
        foreach (var one in result.Excluded.Take(MostNames))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {one.Place + 1}  {Terminal.Harmless(pictures.Files[one.Place])}: {Phrases.Text(one.Reason)}"));
        }

        if (result.Excluded.Count > MostNames)
        {
            output.WriteLine($"  and {Phrases.Count(result.Excluded.Count - MostNames, "other")}: --json lists the numbers of all, --which says which pictures these are.");
        }
    }

    private static void WriteAll(TextWriter output, IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            output.WriteLine(line);
        }
    }

    private static string Rate(Measured? rate) => rate is { } known ? Phrases.Percent(known) : "";
}
