using System.Text.Json.Nodes;

namespace Iris.Privacy.Tests;

/// <summary><c>GET /v1/privacy</c>, <c>Iris:Privacy:Require</c> and what the log says of them.</summary>
public sealed class PrivacyReportTests
{
    private static readonly string[] Invariants = ["P1", "P2", "P3", "P4", "P5", "P6", "P7"];

    public PrivacyReportTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux can enforce everything.");

    [Fact]
    public async Task Everything_is_enforced_and_says_by_what()
    {
        await using IrisProcess iris = await IrisProcess.StartAsync("Iris:Privacy:Require=All", "Iris:Privacy:AllowInspection=false");

        JsonNode report = await ReadAsync(iris.Client);

        Assert.True((bool)report["all_enforced"]!);
        Assert.StartsWith("Linux ", (string)report["platform"]!, StringComparison.Ordinal);
        Assert.Equal(Invariants, report["invariants"]!.AsArray().Select(invariant => (string)invariant!["id"]!));
        Assert.All(report["invariants"]!.AsArray(), invariant =>
        {
            Assert.True((bool)invariant!["enforced"]!);
            Assert.NotEmpty(invariant["by"]!.AsArray());
            Assert.Empty(invariant["missing"]!.AsArray());
        });
    }

    [Fact]
    public async Task A_process_that_is_not_confined_says_what_is_missing()
    {
        await using IrisServer iris = await IrisServer.StartAsync();

        JsonNode report = await ReadAsync(iris.Client);

        Assert.False((bool)report["all_enforced"]!);
        Assert.Equal(["P1", "P4"], report["invariants"]!.AsArray()
            .Where(invariant => !(bool)invariant!["enforced"]!)
            .Select(invariant => (string)invariant!["id"]!));
        Assert.Contains("a file could be opened for writing", report["invariants"]![0]!["missing"]!.AsArray().Select(missing => (string)missing!));
    }

    [Fact]
    public async Task The_server_refuses_to_start_when_something_required_is_missing()
    {
        (int exitCode, string output, string error) = await IrisProcess.RunToEndAsync(
            "--urls=http://127.0.0.1:0", "--Iris:Privacy:Require=All", "--Iris:Privacy:AllowInspection=true");

        Assert.Equal(1, exitCode);
        Assert.Equal(
            "Iris cannot start. Iris:Privacy:Require is All, but not enforced are P4: memory is open to a debugger of the same user.",
            error.Trim());
        Assert.DoesNotContain("listening", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_requirement_that_does_not_exist_is_refused()
    {
        (int exitCode, _, string error) = await IrisProcess.RunToEndAsync("--urls=http://127.0.0.1:0", "--Iris:Privacy:Require=Most");

        Assert.Equal(1, exitCode);
        Assert.Contains("Iris:Privacy:Require", error, StringComparison.Ordinal);
    }

    private static async Task<JsonNode> ReadAsync(HttpClient client) => JsonNode.Parse(
        await client.GetStringAsync(new Uri("/v1/privacy", UriKind.Relative), TestContext.Current.CancellationToken))!;
}
