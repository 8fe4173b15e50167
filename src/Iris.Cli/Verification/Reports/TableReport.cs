using System.Globalization;
using Spectre.Console;

namespace Iris.Cli.Verification.Reports;

/// <summary>Prints a report: a table on a terminal, plain lines elsewhere.</summary>
internal static class TableReport
{
    public static void Print(Report report, TextWriter output, bool isTerminal)
    {
        if (isTerminal)
        {
            PrintTable(report);
        }
        else
        {
            PrintLines(report, output);
        }
    }

    private static void PrintTable(Report report)
    {
        Table table = new Table { Border = TableBorder.Rounded, ShowRowSeparators = true }
            .AddColumn("").AddColumn("Invariant").AddColumn("Result").AddColumn("Evidence");
        foreach (InvariantResult result in report.Invariants)
        {
            table.AddRow(
                new Markup($"[bold]{result.Id}[/]"),
                new Text(result.Invariant),
                new Markup($"[{Colour(result.Verdict)}]{Word(result.Verdict)}[/]"),
                new Rows(result.Evidence.Select(evidence => new Markup($"[{Colour(evidence.Verdict)}]{Sign(evidence.Verdict)}[/] {Markup.Escape(evidence.Text)}"))));
        }

        AnsiConsole.Write(table);
        AnsiConsole.MarkupLine($"[bold {Colour(report.Verdict)}]{Markup.Escape(report.Summary)}[/]");
    }

    private static void PrintLines(Report report, TextWriter output)
    {
        foreach (InvariantResult result in report.Invariants)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Id}  {Word(result.Verdict),-12} {result.Invariant}"));
            foreach (Evidence evidence in result.Evidence)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {Word(evidence.Verdict),-12} - {evidence.Text}"));
            }
        }

        output.WriteLine(report.Summary);
    }

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Held => "holds",
        Verdict.Failed => "FAILS",
        _ => "not checked",
    };

    private static string Sign(Verdict verdict) => verdict switch
    {
        Verdict.Held => "✓",
        Verdict.Failed => "✗",
        _ => "–",
    };

    private static string Colour(Verdict verdict) => verdict switch
    {
        Verdict.Held => "green",
        Verdict.Failed => "red",
        _ => "yellow",
    };
}
