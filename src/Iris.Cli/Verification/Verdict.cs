using System.Text.Json.Serialization;

namespace Iris.Cli.Verification;

/// <summary>What came out of looking.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
internal enum Verdict
{
    /// <summary>It was looked at, and holds.</summary>
    [JsonStringEnumMemberName("held")]
    Held,

    /// <summary>It could not be looked at.</summary>
    [JsonStringEnumMemberName("not_checked")]
    NotChecked,

    /// <summary>It does not hold.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Verdict">What came out.</param>
/// <param name="Text">The figures: never a value from a request.</param>
internal sealed record Evidence(Verdict Verdict, string Text)
{
    public static Evidence Of(bool held, string text) => new(held ? Verdict.Held : Verdict.Failed, text);

    public static Evidence NotChecked(string text) => new(Verdict.NotChecked, text);
}

/// <summary>What came of an invariant.</summary>
/// <param name="Id">Its number: P1 to P7.</param>
/// <param name="Invariant">What it says.</param>
/// <param name="Evidence">What was looked at.</param>
internal sealed record InvariantResult(string Id, string Invariant, IReadOnlyList<Evidence> Evidence)
{
    /// <summary>Failed when a part failed; held when every part was looked at and held.</summary>
    public Verdict Verdict => Evidence.Max(static evidence => evidence.Verdict);
}
