namespace Iris.Client;

/// <summary>Why a request was refused, as RFC 9457 writes it.</summary>
public sealed record Problem
{
    /// <summary>
    /// What identifies the problem: one of <see cref="ProblemTypes"/>, one that a later version of Iris added, or <c>about:blank</c> when
    /// the refusal came without a document, from a proxy for instance.
    /// </summary>
    public required string Type { get; init; }

    /// <summary>What is wrong, in a sentence.</summary>
    public required string Title { get; init; }

    /// <summary>The status of the answer, 400 to 599.</summary>
    public required int Status { get; init; }

    /// <summary>What to do about it, where more can be said than the title does.</summary>
    public string? Detail { get; init; }

    /// <summary>The option at fault, by its name in the HTTP interface, such as <c>target_false_match_rate</c>.</summary>
    public string? Option { get; init; }
}
