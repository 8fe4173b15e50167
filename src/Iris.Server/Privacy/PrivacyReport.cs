using System.Text.Json.Serialization;

namespace Iris.Server.Privacy;

/// <summary>The answer of <c>GET /v1/privacy</c>: what is enforced in this process, as it found when it was asked.</summary>
/// <param name="AllEnforced">Whether nothing is missing.</param>
/// <param name="Platform">The operating system and its version.</param>
/// <param name="Invariants">P1 to P7, in order.</param>
internal sealed record PrivacyReport(bool AllEnforced, string Platform, IReadOnlyList<InvariantReport> Invariants);

/// <summary>What is enforced of one invariant.</summary>
/// <param name="Id">P1 to P7.</param>
/// <param name="Invariant">What it promises.</param>
/// <param name="Enforced">Whether nothing is missing.</param>
/// <param name="By">The mechanisms that are in force.</param>
/// <param name="Missing">The ones that are not.</param>
internal sealed record InvariantReport(string Id, string Invariant, bool Enforced, IReadOnlyList<string> By, IReadOnlyList<string> Missing);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PrivacyReport))]
internal sealed partial class PrivacyJson : JsonSerializerContext;
