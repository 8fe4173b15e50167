using System.Text.Json;
using System.Text.RegularExpressions;

namespace Iris.Cli.Tests.Evaluation;

/// <summary><c>iris evaluate</c> on the 55 crops of five people that come with the project.</summary>
public sealed class JohnsEvaluationTests(JohnsEvaluationTests.Run run) : IClassFixture<JohnsEvaluationTests.Run>
{
    private JsonElement Root => run.Json.RootElement;

    [Fact]
    public void Every_pair_is_compared_and_told_right()
    {
        Assert.Equal(0, run.ExitCode);
        Assert.EndsWith("was saved, and rests on too little: evaluate more people before a server goes by it.\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Error.Count(static character => character == '\n'));
        Assert.Equal(1485, Root.GetProperty("pairs").GetInt64());
        Assert.Equal(275, Root.GetProperty("same_pairs").GetInt64());
        Assert.Equal(1210, Root.GetProperty("different_pairs").GetInt64());
        Assert.Equal(0, Root.GetProperty("failed_to_detect").GetInt32());
        Assert.Equal(1, Root.GetProperty("auc").GetDouble());
        Assert.Equal(0, Root.GetProperty("eer").GetDouble());
        JsonElement inUse = Root.GetProperty("threshold_in_use");
        Assert.Equal(0.451, inUse.GetProperty("similarity").GetDouble());
        Assert.Equal((1.0, 0, 0), (inUse.GetProperty("accuracy").GetDouble(), inUse.GetProperty("false_matches").GetInt32(), inUse.GetProperty("misses").GetInt32()));

        // Thresholds of four people are tried on the fifth: another build of a library may tip a pair.
        Assert.InRange(Root.GetProperty("accuracy_10fold").GetDouble(), 0.99, 1);
        Assert.Equal(5, Root.GetProperty("folds").GetInt32());
    }

    [Fact]
    public void Rates_are_told_as_far_as_the_pairs_support_them()
    {
        Assert.Equal(
            ["1e-1: 1", "1e-2: 1", "1e-3: 1", "1e-4: null", "1e-5: null", "1e-6: null"],
            Root.GetProperty("tar_at_fmr").EnumerateObject().Select(static rate => $"{rate.Name}: {rate.Value.GetRawText()}"));
        JsonElement[] points = [.. Root.GetProperty("operating_points").EnumerateArray()];
        Assert.Equal([true, false, false], points.Select(static point => point.GetProperty("well_supported").GetBoolean()));
        Assert.Equal([121, 12, 1], points.Select(static point => point.GetProperty("false_matches").GetInt32()));

        // Five people without a miss can show no more than 1 − 0.025^(1/5) to be unlikely.
        Assert.All(points, static point => Assert.Equal(0.4782, point.GetProperty("true_match_rate_interval")[0].GetDouble(), 1e-4));
        Assert.Equal(0.0951, points[1].GetProperty("chance_of_false_match").GetProperty("10").GetDouble(), 1e-3);
    }

    [Fact]
    public void The_picture_that_is_another_s_copy_is_told()
    {
        JsonElement copy = Assert.Single(Root.GetProperty("copies").EnumerateArray().ToArray());
        byte[][] pictures = [.. ((string[])["picture", "of"]).Select(name => Testing.Pictures.Read(Testing.Pictures.Johns[copy.GetProperty(name).GetInt32() - 1]))];

        Assert.Equal(pictures[0], pictures[1]);
    }

    [Fact]
    public void Reports_that_are_passed_on_name_no_picture_and_no_person()
    {
        foreach (string text in (string[])[run.Html, run.Markdown, run.Output, run.Calibration])
        {
            Assert.DoesNotMatch(new Regex("John|Salley|Savage|Schneider|Shimkus|Simm|0[0-9]{5}_|\\.jpg"), text.Replace("*.jpg", "", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_page_stands_by_itself()
    {
        Assert.StartsWith("<!DOCTYPE html>", run.Html, StringComparison.Ordinal);
        Assert.EndsWith("</html>\n", run.Html, StringComparison.Ordinal);
        Assert.DoesNotMatch(new Regex("<script|<link|<img|<iframe|src=|href=|@import|url\\((?!#)| on[a-z]+=\"", RegexOptions.IgnoreCase), run.Html);
        Assert.Equal(["scores", "errors", "roc"], Regex.Matches(run.Html, "id=\"([a-z]+)-clip1\"").Select(static match => match.Groups[1].Value));
        string[] ids = [.. Regex.Matches(run.Html, " id=\"([^\"]+)\"").Select(static match => match.Groups[1].Value)];
        Assert.Equal(ids.Distinct(), ids);
        Assert.DoesNotContain("rgb(", run.Html, StringComparison.Ordinal);
        Assert.Contains("What the figures do not say", run.Html, StringComparison.Ordinal);
        Assert.Contains("not supported by 1,210 pairs of different people", run.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_come_before_numbers() =>
        Assert.InRange(run.Html.IndexOf("55 pictures of 5 people make 1,485 pairs", StringComparison.Ordinal), 0, run.Html.IndexOf("<table", StringComparison.Ordinal));

    [Fact]
    public void A_calibration_has_what_the_pairs_support_and_by_what_they_were_compared()
    {
        using var calibration = JsonDocument.Parse(run.Calibration);

        Assert.Equal("iris-default", calibration.RootElement.GetProperty("pack").GetString());
        Assert.Equal(Engine.Pack.RecognitionSha256, calibration.RootElement.GetProperty("recognitionSha256").GetString());
        Assert.Equal([0.1, 0.01, 0.001], calibration.RootElement.GetProperty("calibration").EnumerateArray().Select(static point => point.GetProperty("falseMatchRate").GetDouble()));
        Assert.Contains("1e-2, 1e-3: fewer than 30 false matches", calibration.RootElement.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            Root.GetProperty("operating_points").EnumerateArray().Select(static point => point.GetProperty("similarity").GetDouble()),
            calibration.RootElement.GetProperty("calibration").EnumerateArray().Select(static point => point.GetProperty("similarity").GetDouble()));
    }

    [Fact]
    public async Task A_calibration_is_taken_by_a_comparison_and_by_another_evaluation()
    {
        using var folder = new TemporaryFolder();
        string calibration = folder.Write("calibration.json", run.Calibration);
        double expected = Root.GetProperty("operating_points")[2].GetProperty("similarity").GetDouble();

        ProgramRun compared = await IrisCommand.RunAsync(
            "compare", Testing.Pictures.PathOf(Testing.Pictures.Johns[0]), Testing.Pictures.PathOf(Testing.Pictures.Johns[1]), "--json", "--calibration", calibration);
        ProgramRun evaluated = await IrisCommand.RunAsync("evaluate", "--people", Testing.Pictures.PathOf("johns"), "--json", "--calibration", calibration);

        using (var json = JsonDocument.Parse(compared.Output))
        {
            Assert.Equal(expected, json.RootElement.GetProperty("threshold").GetProperty("similarity").GetDouble(), 1e-6);
        }

        using (var json = JsonDocument.Parse(evaluated.Output))
        {
            Assert.Equal(expected, json.RootElement.GetProperty("threshold_in_use").GetProperty("similarity").GetDouble());
        }
    }

    /// <summary>One run for all of them.</summary>
    public sealed class Run : IAsyncLifetime
    {
        public int ExitCode { get; private set; }

        public string Output { get; private set; } = "";

        public string Error { get; private set; } = "";

        public JsonDocument Json { get; private set; } = null!;

        public string Html { get; private set; } = "";

        public string Markdown { get; private set; } = "";

        public string Calibration { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            using var folder = new TemporaryFolder();
            string[] files = [folder.File("report.html"), folder.File("report.md"), folder.File("calibration.json")];
            (ExitCode, Output, Error) = await IrisCommand.RunAsync(
                "evaluate", "--people", Testing.Pictures.PathOf("johns"), "--json", "--html", files[0], "--markdown", files[1], "--save-calibration", files[2]);
            Json = JsonDocument.Parse(Output);
            Html = await File.ReadAllTextAsync(files[0]);
            Markdown = await File.ReadAllTextAsync(files[1]);
            Calibration = await File.ReadAllTextAsync(files[2]);
        }

        public ValueTask DisposeAsync()
        {
            Json?.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
