using System.Globalization;
using System.Net;
using System.Text;

namespace Iris.Cli.Verification.Reports;

/// <summary>A report as a page by itself: no script, nothing that is loaded from elsewhere.</summary>
internal static class HtmlReport
{
    private const string Style = """
        :root { color-scheme: light dark; --line: light-dark(#d4d8de, #3b414b); --soft: light-dark(#5b6470, #9aa4b2);
          --held: light-dark(#17663a, #6fd39b); --failed: light-dark(#a31621, #ff8d8d); --not_checked: light-dark(#7a5300, #f0c060); }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2.5rem auto; padding: 0 1.25rem;
          color: light-dark(#16191d, #e8eaed); background: light-dark(#fff, #15181c); }
        h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
        .summary { font-size: 1.15rem; font-weight: 600; margin: 0 0 1.5rem; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.25rem; margin: 0; }
        dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
        table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .6rem .75rem .6rem 0; }
        th { color: var(--soft); font-weight: 500; } tr { border-bottom: 1px solid var(--line); break-inside: avoid; }
        td ul { margin: 0; padding: 0; list-style: none; } td li { padding-left: 1.3em; text-indent: -1.3em; overflow-wrap: anywhere; }
        td li + li { margin-top: .25rem; } .nowrap { white-space: nowrap; }
        .held { color: var(--held); } .failed { color: var(--failed); } .not_checked { color: var(--not_checked); }
        @media print { :root { color-scheme: light; } body { font-size: 10.5pt; margin: 0; max-width: none; } }
        """;

    public static string Write(Report report)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Iris: privacy verification</title>
            <style>
            {Style}
            </style>
            </head>
            <body>
            <h1>Iris: privacy verification</h1>
            <p class="summary {Class(report.Verdict)}">{Text(report.Summary)}</p>
            <dl>
            <dt>Date</dt><dd>{report.Date:yyyy-MM-dd HH:mm:ss} UTC, {report.Seconds:0} seconds</dd>
            <dt>iris</dt><dd>{Text(report.Version)}</dd>
            <dt>Server</dt><dd>{Text(report.Server)}</dd>
            <dt>Platform</dt><dd>{Text(report.Platform)}</dd>
            <dt>Kernel</dt><dd>{Text(report.Kernel)}</dd>
            <dt>Runtime</dt><dd>{Text(report.Runtime)}</dd>
            <dt>Options</dt><dd>{Text(string.Join("; ", report.Options))}</dd>
            </dl>
            <h2>Invariants</h2>
            <table>
            <thead><tr><th scope="col">No.</th><th scope="col">Invariant</th><th scope="col">Result</th><th scope="col">Evidence</th></tr></thead>
            <tbody>

            """);
        foreach (InvariantResult result in report.Invariants)
        {
            page.Append(CultureInfo.InvariantCulture, $"""
                <tr><td><strong>{Text(result.Id)}</strong></td><td>{Text(result.Invariant)}</td>
                <td class="nowrap {Class(result.Verdict)}"><strong>{Word(result.Verdict)}</strong></td><td><ul>

                """);
            foreach (Evidence evidence in result.Evidence)
            {
                page.Append(CultureInfo.InvariantCulture, $"<li><span class=\"{Class(evidence.Verdict)}\">{Sign(evidence.Verdict)}</span> {Text(evidence.Text)}</li>\n");
            }

            page.Append("</ul></td></tr>\n");
        }

        page.Append("</tbody>\n</table>\n<p>✓ holds, ✗ fails, – not checked</p>\n<h2>What this does not prove</h2>\n<ul>\n");
        foreach (string limit in report.Limits)
        {
            page.Append(CultureInfo.InvariantCulture, $"<li>{Text(limit)}</li>\n");
        }

        return page.Append("</ul>\n</body>\n</html>\n").ToString();
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Class(Verdict verdict) => verdict switch
    {
        Verdict.Held => "held",
        Verdict.Failed => "failed",
        _ => "not_checked",
    };

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Held => "holds",
        Verdict.Failed => "fails",
        _ => "not checked",
    };

    private static string Sign(Verdict verdict) => verdict switch
    {
        Verdict.Held => "✓",
        Verdict.Failed => "✗",
        _ => "–",
    };
}
