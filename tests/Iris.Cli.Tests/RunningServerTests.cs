using Iris.Cli.Verification;

namespace Iris.Cli.Tests;

/// <summary><c>iris verify</c> and a server that is running already.</summary>
[Collection(VerificationRuns.Name)]
public sealed class RunningServerTests
{
    [Fact]
    public async Task A_running_server_is_looked_at_and_goes_on_and_what_cannot_be_seen_is_said()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "iris verify reads a process's memory through Linux's /proc.");
        await using IrisProcess iris = await IrisProcess.StartAsync("Iris:Privacy:AllowInspection=true", "Iris:Fetch:Timeout=00:00:03");

        (_, string output, string error) = await IrisCommand.RunAsync(
            "verify", "--pid", $"{iris.Id}", "--url", iris.Addresses[0].ToString(), "--json");

        Assert.Equal("", error);
        var report = new VerificationReport(output);
        Assert.Equal("not_checked", report.VerdictOn("P3"));
        Assert.Contains("a crash: the server was running already, and goes on", report.Evidence("P4", "not_checked"));
        Assert.Contains("memory is open to a debugger", Assert.Single(report.Evidence("P4", "failed")), StringComparison.Ordinal);
        Assert.All((string[])["P1", "P2", "P5", "P6", "P7"], id => report.AssertFailed(id, Platform.MissingOf(id)));
        Assert.All((string[])["P1", "P2", "P5", "P6", "P7"], id => Assert.Empty(report.Evidence(id, "not_checked")));
        Assert.Equal("OK", await iris.Client.GetStringAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_running_server_that_may_not_fetch_from_here_is_looked_at_all_the_same_and_that_is_said()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "iris verify reads a process's memory through Linux's /proc.");
        await using IrisProcess iris = await IrisProcess.StartAsync("Iris:Privacy:AllowInspection=true", "Iris:Fetch:AllowedNetworks=");

        (_, string output, string error) = await IrisCommand.RunAsync(
            "verify", "--pid", $"{iris.Id}", "--url", iris.Addresses[0].ToString(), "--json");

        Assert.Equal("", error);
        var report = new VerificationReport(output);
        Assert.Contains("pictures fetched by URL", Assert.Single(report.Evidence("P2", "not_checked")), StringComparison.Ordinal);
        Assert.Equal("not_checked", report.VerdictOn("P2"));
        Assert.All((string[])["P1", "P2", "P5", "P6", "P7"], id => report.AssertFailed(id, Platform.MissingOf(id)));
    }
}
