using System.Globalization;
using Iris.Cli.Output;
using Iris.Client;
using Spectre.Console;

namespace Iris.Cli.Comparing;

/// <summary>A comparison as a table for people.</summary>
internal static class CompareTable
{
    /// <summary>Prints it, and what it comes to in a sentence.</summary>
    public static void Print(CompareAnswer answer)
    {
        Terminal.Print(Of(answer));
        if (answer.Target.Incomplete)
        {
            Console.Out.WriteLine("The file of the target is cut short: a part of the picture is missing.");
        }

        int incomplete = answer.Candidates.Count(static candidate => candidate.Incomplete);
        if (incomplete > 0)
        {
            Console.Out.WriteLine(incomplete == 1
                ? "The file of 1 candidate is cut short: a part of the picture is missing."
                : $"The files of {Words.Count(incomplete, "candidate")} are cut short: a part of each picture is missing.");
        }

        if (answer.Totals.Compared > 0)
        {
            Console.Out.WriteLine(Summary(answer));
        }
    }

    private static Table Of(CompareAnswer answer)
    {
        Table table = Terminal.TableOf(("Candidate", false), ("Similarity", true), ("Decision", false), ("Strangers as similar", false));
        foreach (CandidateResult candidate in answer.Candidates)
        {
            table.AddRow(
                new Text(Terminal.Harmless(candidate.Name)),
                new Text(candidate.Similarity?.ToString("0.000", CultureInfo.InvariantCulture) ?? ""),
                DecisionOf(candidate),
                new Text(Words.Rate(candidate.FalseMatchRate, candidate.FalseMatchRateBound)));
        }

        return table;
    }

    private static string Summary(CompareAnswer answer)
    {
        string chance = answer.Totals.ChanceOfFalseMatch is > 0 and < 1 and var share
            ? $" The chance that a stranger among them matches is {Words.Bound(answer.Totals.ChanceOfFalseMatchBound)}{Words.Percent(share)}."
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{answer.Totals.Matches} of {Words.Count(answer.Totals.Compared, "candidate")} {(answer.Totals.Matches == 1 ? "matches" : "match")} above {answer.Threshold.Similarity:0.###}.{chance} A match is a hint for a person to check.");
    }

    private static Markup DecisionOf(CandidateResult candidate)
    {
        string decision = candidate.Decision switch
        {
            Decision.Match => "[bold green]match[/]",
            Decision.NoMatch => "[grey]no match[/]",
            _ => $"[yellow]{Markup.Escape(Words.Of(candidate.Outcome))}[/]",
        };
        return new Markup(candidate.Incomplete ? $"{decision}[yellow], cut short[/]" : decision);
    }
}
