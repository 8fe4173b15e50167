using System.Globalization;
using System.Net;
using System.Text;

namespace Iris.Cli.Evaluation.Reports;

/// <summary>
/// An evaluation as a page by itself, for those who answer for it: words before numbers, no script, nothing that is loaded from elsewhere, to be
/// read by day and night and printed.
/// </summary>
internal static class HtmlReport
{
    private const string Style = """
        :root { color-scheme: light dark; --paper: light-dark(#fff, #14171b); --ink: light-dark(#16191d, #e8eaed); --soft: light-dark(#5b6470, #9aa4b2);
          --line: light-dark(#dfe3e8, #2c323b); --wash: light-dark(#f5f7f9, #1b2026); --same: light-dark(#0a6fb0, #62b4ee);
          --different: light-dark(#c2500a, #ff9a57); --warn: light-dark(#8a5a00, #f0c060); --warn-wash: light-dark(#fff6e0, #2a2415); }
        * { box-sizing: border-box; }
        body { font: 16px/1.55 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; max-width: 56rem; margin: 2.5rem auto 4rem; padding: 0 1.25rem;
          color: var(--ink); background: var(--paper); }
        h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .35rem; } h2 { font-size: 1.2rem; margin: 2.75rem 0 .6rem; }
        p, li { max-width: 46rem; } p { margin: .6rem 0; } .about { color: var(--soft); margin: 0 0 1.5rem; }
        .short { background: var(--wash); border-left: 4px solid var(--same); border-radius: 0 .5rem .5rem 0; padding: .9rem 1.25rem; margin: 0 0 1.25rem; }
        .short p { margin: .35rem 0; } .short p:first-child { font-weight: 600; }
        .care { background: var(--warn-wash); border-left: 4px solid var(--warn); border-radius: 0 .5rem .5rem 0; padding: .9rem 1.25rem; margin: 0 0 1.25rem; }
        .care strong { color: var(--warn); } .care ul { margin: .35rem 0 0; padding-left: 1.2rem; }
        .wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; margin: .75rem 0; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; vertical-align: top; padding: .5rem .9rem .5rem 0; } th { color: var(--soft); font-weight: 500; }
        tr { border-bottom: 1px solid var(--line); break-inside: avoid; } td.no { color: var(--soft); } caption { text-align: left; color: var(--soft); }
        small { display: block; font-size: .85rem; font-weight: 400; color: var(--soft); } td, td small { white-space: nowrap; } td.no, td.text { white-space: normal; }
        .key { margin: 0 0 .25rem; font-size: .92rem; } .key span { margin-right: 1.25rem; } .key span::before { content: ""; display: inline-block; width: .8em; height: .8em;
          border-radius: .2em; margin-right: .45em; background: currentColor; } .key .same { color: var(--same); } .key .different { color: var(--different); }
        .key em { color: var(--soft); font-style: normal; }
        .mark { color: var(--warn); white-space: nowrap; } figure { margin: 1rem 0; break-inside: avoid; } figure svg { width: 100%; height: auto; display: block; }
        figcaption { color: var(--soft); font-size: .92rem; max-width: 46rem; } figure svg text { font-family: inherit; }
        dl.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(12.5rem, 1fr)); gap: .75rem; margin: 1rem 0; }
        dl.figures div { background: var(--wash); border-radius: .5rem; padding: .75rem 1rem; } dl.figures dt { color: var(--soft); font-size: .92rem; }
        dl.figures dd { margin: 0; font-size: 1.35rem; font-weight: 600; } 
        dl.words dt { font-weight: 600; margin-top: .6rem; } dl.words dd { margin: 0; max-width: 46rem; } code { font-size: .92em; overflow-wrap: anywhere; }
        footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .92rem; }
        @media print { :root { color-scheme: light; font-size: 10pt; } body { font-size: 1rem; margin: 0; max-width: none; padding: 0; } h2 { break-after: avoid; margin-top: 1.6rem; }
          .short, .care, dl.figures div { print-color-adjust: exact; } figure svg { max-width: 16cm; } }
        """;

    /// <summary>Writes the page.</summary>
    /// <param name="result">What was found.</param>
    /// <param name="version">The version of this program.</param>
    /// <param name="date">When.</param>
    public static string Write(EvaluationResult result, string version, DateTimeOffset date)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Iris: evaluation of face comparison</title>
            <style>
            {Style}
            </style>
            </head>
            <body>
            <h1>How well faces are told apart</h1>
            <p class="about">Iris {Text(version)}, model pack {Text(result.Source.Model)} {Text(result.Source.ModelVersion)}, {date:d MMMM yyyy}. This page names nobody: pictures have numbers.</p>
            <div class="short">

            """);
        foreach (string sentence in Findings.Summary(result))
        {
            page.Append(CultureInfo.InvariantCulture, $"<p>{Text(sentence)}</p>\n");
        }

        page.Append("</div>\n");
        Care(page, result);
        HtmlSections.WriteAll(page, result);
        page.Append(CultureInfo.InvariantCulture, $"""
            <footer>Made by <code>iris evaluate</code> on {date:yyyy-MM-dd HH:mm} UTC. Embedder SHA-256 <code>{Text(result.Source.EmbedderSha256)}</code>. No picture and no face template was stored.</footer>
            </body>
            </html>

            """);
        return page.ToString();
    }

    /// <summary>A text as a part of the page.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    private static void Care(StringBuilder page, EvaluationResult result)
    {
        IReadOnlyList<string> caveats = Findings.Caveats(result);
        if (caveats.Count > 0)
        {
            page.Append("<div class=\"care\"><strong>Read the figures with care</strong><ul>\n");
            foreach (string caveat in caveats)
            {
                page.Append(CultureInfo.InvariantCulture, $"<li>{Text(caveat)}</li>\n");
            }

            page.Append("</ul></div>\n");
        }
    }
}
