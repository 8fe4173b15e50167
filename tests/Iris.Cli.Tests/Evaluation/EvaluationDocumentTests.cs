using System.Globalization;
using System.Text.RegularExpressions;

namespace Iris.Cli.Tests.Evaluation;

/// <summary>The example in docs/evaluation.md is what the command says of the pictures that come with the project.</summary>
public sealed partial class EvaluationDocumentTests
{
    private const string Start = "<!-- made by iris evaluate --people tests/faces/johns --markdown -->\n";
    private const string End = "<!-- end -->\n";

    // Another build of a library moves a similarity by less.
    private const double Tolerance = 0.005;

    private static readonly string Document = Path.Combine(RepositoryRoot.Folder, "docs", "evaluation.md");

    [Fact]
    public async Task The_example_is_what_the_command_says()
    {
        using var folder = new TemporaryFolder();
        string report = folder.File("report.md");
        ProgramRun run = await IrisCommand.RunAsync("evaluate", "--people", Testing.Pictures.PathOf("johns"), "--markdown", report);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string made = "\n" + await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken) + "\n";
        string page = (await File.ReadAllTextAsync(Document, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
        (int start, int end) = (page.IndexOf(Start, StringComparison.Ordinal) + Start.Length, page.IndexOf(End, StringComparison.Ordinal));

        // ./build.sh docs sets the variable.
        if (Environment.GetEnvironmentVariable("IRIS_WRITE_DOCS") == "1")
        {
            page = page[..start] + made + page[end..];
            await using var writer = new StreamWriter(Document, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write });
            await writer.WriteAsync(page);
            end = start + made.Length;
        }

        string written = page[start..end];
        Assert.True(Number().Replace(made, "#") == Number().Replace(written, "#"), "docs/evaluation.md is stale: run ./build.sh docs.");
        Assert.All(
            NumbersIn(made).Zip(NumbersIn(written)),
            static pair => Assert.True(Math.Abs(pair.First - pair.Second) <= Tolerance, $"docs/evaluation.md is stale, {pair.Second} for {pair.First}: run ./build.sh docs."));
    }

    // Which of two pairs that differ in the fifth digit comes first, another build may see otherwise.
    private static IEnumerable<double> NumbersIn(string text) =>
        Number().Matches(PictureNumbers().Replace(text, "")).Select(static match => double.Parse(match.Value, NumberStyles.Number, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\d+ and \d+:")]
    private static partial Regex PictureNumbers();

    [GeneratedRegex(@"\d[\d,]*(\.\d+)?")]
    private static partial Regex Number();
}
