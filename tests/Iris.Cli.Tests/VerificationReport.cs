using System.Text.Json;

namespace Iris.Cli.Tests;

/// <summary>A report as its readers see it: the JSON.</summary>
internal sealed class VerificationReport(string json)
{
    public JsonElement Root { get; } = JsonDocument.Parse(json).RootElement;

    public IEnumerable<string> Ids => Invariants.Select(static invariant => invariant.GetProperty("id").GetString()!);

    private IEnumerable<JsonElement> Invariants => Root.GetProperty("invariants").EnumerateArray();

    /// <summary>held, failed or not_checked.</summary>
    public string VerdictOn(string id) => Of(id).GetProperty("verdict").GetString()!;

    /// <summary>The evidence for an invariant that has a verdict, in lines.</summary>
    public string[] Evidence(string id, string verdict) =>
        [.. Of(id).GetProperty("evidence").EnumerateArray()
            .Where(evidence => evidence.GetProperty("verdict").GetString() == verdict)
            .Select(static evidence => evidence.GetProperty("text").GetString()!)];

    /// <summary>Checks that nothing failed of an invariant but for want of what this machine lacks.</summary>
    /// <param name="id">The invariant.</param>
    /// <param name="missing">What this machine lacks for it.</param>
    public void AssertFailed(string id, string[] missing)
    {
        if (missing is [])
        {
            // Whole, to be read: a list would be cut short.
            Assert.True(Evidence(id, "failed") is [], string.Join(Environment.NewLine, Evidence(id, "failed")));
        }
        else
        {
            Assert.EndsWith($"says what is missing: {string.Join(", ", missing)}", Assert.Single(Evidence(id, "failed")), StringComparison.Ordinal);
        }
    }

    private JsonElement Of(string id) => Invariants.Single(invariant => invariant.GetProperty("id").GetString() == id);
}
