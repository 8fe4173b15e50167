using System.Text.Json;
using System.Text.RegularExpressions;

namespace Iris.Cli.Tests;

/// <summary><c>iris verify</c> and the server beside it, as far as this machine can enforce what it promises.</summary>
[Collection(VerificationRuns.Name)]
public sealed class HealthyServerTests(HealthyServerTests.Run run) : IClassFixture<HealthyServerTests.Run>
{
    [Fact]
    public void Everything_holds()
    {
        int lacking = new VerificationReport(run.Json).Ids.Count(id => Platform.MissingOf(id).Length > 0);

        Assert.Equal("", run.Error);
        Assert.Equal(lacking == 0 ? 0 : 1, run.ExitCode);
        Assert.Contains(
            lacking == 0 ? "All 7 invariants hold." : $"{lacking} of 7 invariants do not hold.", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("P1")]
    [InlineData("P2")]
    [InlineData("P3")]
    [InlineData("P4")]
    [InlineData("P5")]
    [InlineData("P6")]
    [InlineData("P7")]
    public void Each_invariant_holds_with_evidence(string id)
    {
        var report = new VerificationReport(run.Json);

        Assert.NotEmpty(report.Evidence(id, "held"));
        Assert.Empty(report.Evidence(id, "not_checked"));
        report.AssertFailed(id, Platform.MissingOf(id));
    }

    [Fact]
    public void The_scanner_proves_in_the_same_run_that_it_can_find()
    {
        string found = Assert.Single(new VerificationReport(run.Json).Evidence("P2", "held"), text => text.Contains("in flight", StringComparison.Ordinal));

        Assert.Matches(@"found [1-9]\d* parts of a request in flight", found);
    }

    [Fact]
    public void The_json_report_says_what_was_looked_at_when_and_how()
    {
        var report = new VerificationReport(run.Json);

        Assert.Equal(
            ["version", "date", "seconds", "platform", "kernel", "runtime", "server", "options", "invariants", "limits", "verdict"],
            report.Root.EnumerateObject().Select(property => property.Name));
        Assert.Equal(["P1", "P2", "P3", "P4", "P5", "P6", "P7"], report.Ids);
        Assert.InRange(report.Root.GetProperty("seconds").GetDouble(), 1, 300);
        Assert.Equal(JsonValueKind.String, report.Root.GetProperty("date").ValueKind);
        Assert.Contains("SHA-256", report.Root.GetProperty("server").GetString(), StringComparison.Ordinal);
        Assert.NotEqual(0, report.Root.GetProperty("limits").GetArrayLength());
    }

    [Fact]
    public void The_html_report_is_a_page_by_itself()
    {
        Assert.StartsWith("<!DOCTYPE html>", run.Html, StringComparison.Ordinal);
        Assert.DoesNotMatch(new Regex("<script|<link|<img|src=|href=|url\\(|@import", RegexOptions.IgnoreCase), run.Html);
        Assert.All(new VerificationReport(run.Json).Ids, id => Assert.Contains($"<strong>{id}</strong>", run.Html, StringComparison.Ordinal));
        Assert.Contains("What this does not prove", run.Html, StringComparison.Ordinal);
    }

    /// <summary>One run for all of them.</summary>
    public sealed class Run : IAsyncLifetime
    {
        public int ExitCode { get; private set; }

        public string Output { get; private set; } = "";

        public string Error { get; private set; } = "";

        public string Json { get; private set; } = "";

        public string Html { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            Assert.SkipUnless(OperatingSystem.IsLinux(), "iris verify reads a process's memory through Linux's /proc.");
            DirectoryInfo folder = Directory.CreateTempSubdirectory("iris-cli-tests-");
            try
            {
                string json = Path.Combine(folder.FullName, "report.json"), html = Path.Combine(folder.FullName, "report.html");
                (ExitCode, Output, Error) = await IrisCommand.RunAsync("verify", "--json", json, "--html", html);
                Json = await File.ReadAllTextAsync(json);
                Html = await File.ReadAllTextAsync(html);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
