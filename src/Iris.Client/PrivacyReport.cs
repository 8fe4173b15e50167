namespace Iris.Client;

/// <summary>The answer of <see cref="IrisClient.GetPrivacyAsync"/>: what the server enforces, as it found when it was asked.</summary>
public sealed record PrivacyReport
{
    /// <summary>Whether nothing is missing.</summary>
    public required bool AllEnforced { get; init; }

    /// <summary>The server's operating system and its version.</summary>
    public required string Platform { get; init; }

    /// <summary>P1 to P7, in order.</summary>
    public required IReadOnlyList<InvariantReport> Invariants { get; init; }
}

/// <summary>What is enforced of one invariant.</summary>
public sealed record InvariantReport
{
    /// <summary>P1 to P7.</summary>
    public required string Id { get; init; }

    /// <summary>What it promises.</summary>
    public required string Invariant { get; init; }

    /// <summary>Whether nothing is missing.</summary>
    public required bool Enforced { get; init; }

    /// <summary>The mechanisms that are in force.</summary>
    public required IReadOnlyList<string> By { get; init; }

    /// <summary>The ones that are not.</summary>
    public required IReadOnlyList<string> Missing { get; init; }
}
