namespace Iris.Cli.Tests;

/// <summary><c>iris verify</c> can fail: it finds what <c>Iris.LeakyServer</c> keeps and logs, and blames nothing else.</summary>
[Collection(VerificationRuns.Name)]
public sealed class LeakyServerTests
{
    [Fact]
    public async Task What_a_server_keeps_and_logs_is_found_and_nothing_else_is_blamed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "iris verify reads a process's memory through Linux's /proc.");

        (int exitCode, string output, string error) = await IrisCommand.RunAsync(
            "verify", "--server", Path.Combine(AppContext.BaseDirectory, "Iris.LeakyServer.dll"), "--json");

        Assert.Equal("", error);
        Assert.Equal(1, exitCode);
        var report = new VerificationReport(output);
        string[] scans = report.Evidence("P2", "failed");
        Assert.Matches(@"0.1 s after the answer: [1-9]\d* hits", scans[0]);
        Assert.Contains("picture in base64 of ‘data URI’", scans[0], StringComparison.Ordinal);
        Assert.Matches(@"2 s after the last request: [1-9]\d* hits", scans[1]);
        Assert.Matches(@"lines printed at level Trace: [1-9]\d* of", Assert.Single(report.Evidence("P3", "failed")));

        // What is kept is more than a count, too.
        Assert.Equal("failed", report.VerdictOn("P6"));
        Assert.All((string[])["P1", "P4", "P5", "P7"], id => report.AssertFailed(id, Platform.MissingOf(id)));
    }
}
