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
        Terminal.Print(TargetsOf(figures));
        output.WriteLine("In brackets: 95 % intervals by bootstrap over people.");
        output.WriteLine();
        output.WriteLine(Quality(figures));
        PrintPairs(output, "Hardest of the same person:", figures.HardestSame);
        PrintPairs(output, "Hardest of different people:", figures.HardestDifferent);
        output.WriteLine("--which NUMBER says which pictures these are.");
        if (result.Groups.Count > 0)
        {
            output.WriteLine();
            Terminal.Print(GroupsOf(result.Groups));
        }

        PrintExcluded(output, result, pictures);
        output.WriteLine();
        WriteAll(output, Findings.Caveats(result).Select(static caveat => $"! {caveat}"));
        output.WriteLine("docs/evaluation.md says what the figures mean and what they do not. A match is a hint for a person to check.");
    }

    private static Table TargetsOf(PairFigures figures)
    {
        Table table = new Table().AddColumn("Strangers who match").AddColumn("Threshold").AddColumn("The same person matches");
        foreach (int gallery in Phrases.Galleries)
        {
            table.AddColumn($"A false match in {Phrases.Count(gallery)}", static column => column.RightAligned());
        }

        foreach (TargetRate target in TargetRate.All)
        {
            table.AddRow([.. RowOf(target, figures).Select(static cell => new Text(cell))]);
        }

        return table;
    }

    private static IEnumerable<string> RowOf(TargetRate target, PairFigures figures) =>
        figures.Targets.FirstOrDefault(one => one.Target == target) is { } found
            ? [
                Phrases.OneIn(target), Phrases.Similarity(found.Threshold), Rate(found.TrueMatchRate),
                .. Phrases.Galleries.Select(gallery => Phrases.Chance(FalseMatchCurve.ChanceOfAnyFalseMatch(target.Rate, gallery))),
            ]
            : [Phrases.OneIn(target), Phrases.NotSupported(figures)];

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
        Table table = new Table().AddColumn("Group").AddColumn("People", static column => column.RightAligned()).AddColumn("Pairs, same and different")
            .AddColumn("The same person matches").AddColumn("Different people match");
        foreach (GroupFigures group in groups)
        {
            PairFigures figures = group.Figures;
            string[] cells =
            [
                group.Name + (group.IsSmall ? " (small)" : ""), Phrases.Count(figures.People),
                $"{Phrases.Count(figures.Same)}, {Phrases.Count(figures.Different)}", Rate(figures.InUse.TrueMatchRate), Rate(figures.InUse.FalseMatchRate),
            ];
            table.AddRow([.. cells.Select(static cell => new Text(cell))]);
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
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {one.Place + 1}  {pictures.Files[one.Place]}: {Phrases.Text(one.Reason)}"));
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
