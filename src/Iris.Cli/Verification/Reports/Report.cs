using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Iris.Cli.Verification.Reports;

/// <summary>What a verification brought to light, to be read and filed. It holds no value from a request.</summary>
/// <param name="Version">The version of this program.</param>
/// <param name="Date">When it ended.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Platform">The operating system.</param>
/// <param name="Kernel">The kernel's release.</param>
/// <param name="Runtime">The version of .NET.</param>
/// <param name="Server">What was looked at.</param>
/// <param name="Options">How it was looked at.</param>
/// <param name="Invariants">What came of it.</param>
/// <param name="Limits">What it does not prove.</param>
internal sealed record Report(
    string Version,
    DateTimeOffset Date,
    double Seconds,
    string Platform,
    string Kernel,
    string Runtime,
    string Server,
    IReadOnlyList<string> Options,
    IReadOnlyList<InvariantResult> Invariants,
    IReadOnlyList<string> Limits)
{
    // It is read by people as well, and never becomes part of a page.
    private static readonly ReportJson Json = new(new JsonSerializerOptions(ReportJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Failed when an invariant failed; held when all hold.</summary>
    public Verdict Verdict => Invariants.Max(static invariant => invariant.Verdict);

    /// <summary>The outcome in a sentence.</summary>
    [JsonIgnore]
    public string Summary
    {
        get
        {
            int held = Count(Verdict.Held), failed = Count(Verdict.Failed), open = Count(Verdict.NotChecked);
            return Verdict switch
            {
                Verdict.Held => $"All {held} invariants hold.",
                Verdict.NotChecked => $"No invariant fails: {held} hold, {open} could not be checked in full.",
                _ => $"{failed} of {Invariants.Count} invariants do not hold.",
            };
        }
    }

    /// <summary>The report as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json.Report);

    private int Count(Verdict verdict) => Invariants.Count(invariant => invariant.Verdict == verdict);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;
