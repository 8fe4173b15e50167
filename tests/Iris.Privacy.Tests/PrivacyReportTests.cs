using System.Text.Json.Nodes;

namespace Iris.Privacy.Tests;

/// <summary><c>GET /v1/privacy</c>, <c>Iris:Privacy:Require</c> and what the log says of them.</summary>
public sealed class PrivacyReportTests
{
    private static readonly string[] Invariants = ["P1", "P2", "P3", "P4", "P5", "P6", "P7"];

    private static readonly bool CanEnforceAll = Array.TrueForAll(Invariants, invariant => Platform.MissingOf(invariant).Length == 0);

    public PrivacyReportTests() => Assert.SkipUnless(Platform.LackOfFilter is null, Platform.LackOfFilter ?? "");

    [Fact]
    public async Task All_that_this_machine_can_enforce_is_enforced_and_says_by_what()
    {
        // Where that is everything, it may be required.
        await using IrisProcess iris = await IrisProcess.StartAsync(
            "Iris:Privacy:AllowInspection=false", $"Iris:Privacy:Require={(CanEnforceAll ? "All" : "None")}");

        JsonNode report = await ReadAsync(iris.Client);

        Assert.Equal(CanEnforceAll, (bool)report["all_enforced"]!);
        Assert.StartsWith("Linux ", (string)report["platform"]!, StringComparison.Ordinal);
        Assert.Equal(Invariants, report["invariants"]!.AsArray().Select(invariant => (string)invariant!["id"]!));
        Assert.All(report["invariants"]!.AsArray(), invariant =>
        {
            string[] missing = Platform.MissingOf((string)invariant!["id"]!);
            Assert.Equal(missing, Words(invariant["missing"]));
            Assert.Equal(missing.Length == 0, (bool)invariant["enforced"]!);
            Assert.NotEmpty(invariant["by"]!.AsArray());
        });
        Assert.Equal(Platform.LandlockVersion > 0, Words(report["invariants"]![0]!["by"]).Contains($"Landlock, version {Platform.LandlockVersion}"));
        Assert.Equal(!Platform.HasSwap, Words(report["invariants"]![3]!["by"]).Contains("no swap on this machine"));
    }

    [Fact]
    public async Task A_process_that_is_not_confined_says_what_is_missing()
    {
        await using IrisServer iris = await IrisServer.StartAsync();

        JsonNode report = await ReadAsync(iris.Client);

        Assert.False((bool)report["all_enforced"]!);
        Assert.Equal(["P1", "P2", "P4"], report["invariants"]!.AsArray()
            .Where(invariant => !(bool)invariant!["enforced"]!)
            .Select(invariant => (string)invariant!["id"]!));
        Assert.Contains("a file could be opened for writing", Words(report["invariants"]![0]!["missing"]));
    }

    [Fact]
    public async Task The_server_refuses_to_start_when_something_required_is_missing()
    {
        (int exitCode, string output, string error) = await IrisProcess.RunToEndAsync(
            "--urls=http://127.0.0.1:0", "--Iris:Privacy:Require=All", "--Iris:Privacy:AllowInspection=true");

        string[] missing =
        [
            .. Platform.MissingOf("P1").Select(what => $"P1: {what}"),
            "P4: " + string.Join(", ", ["memory is open to a debugger of the same user", .. Platform.MissingOf("P4")]),
        ];
        Assert.Equal(1, exitCode);
        Assert.Equal($"Iris cannot start. Iris:Privacy:Require is All, but not enforced are {string.Join("; ", missing)}.", error.Trim());
        Assert.DoesNotContain("listening", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_requirement_that_does_not_exist_is_refused()
    {
        (int exitCode, _, string error) = await IrisProcess.RunToEndAsync("--urls=http://127.0.0.1:0", "--Iris:Privacy:Require=Most");

        Assert.Equal(1, exitCode);
        Assert.Contains("Iris:Privacy:Require", error, StringComparison.Ordinal);
    }

    private static string[] Words(JsonNode? list) => [.. list!.AsArray().Select(word => (string)word!)];

    private static async Task<JsonNode> ReadAsync(HttpClient client) => JsonNode.Parse(
        await client.GetStringAsync(new Uri("/v1/privacy", UriKind.Relative), TestContext.Current.CancellationToken))!;
}
