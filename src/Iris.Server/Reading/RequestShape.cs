using Iris.Server.Problems;

namespace Iris.Server.Reading;

/// <summary>What a path takes: a target, none, one or many candidates, and options.</summary>
internal sealed record RequestShape
{
    /// <summary>The property of the target's URI.</summary>
    public required string TargetProperty { get; init; }

    /// <summary>The property of a single candidate's URI; null where there is none, or a list.</summary>
    public string? CandidateProperty { get; init; }

    /// <summary>Whether it has the list <c>people</c>.</summary>
    public bool HasPeople { get; init; }

    /// <summary>The form's files; null where the path takes no form.</summary>
    public FormFiles? Files { get; init; }

    /// <summary>The options that it knows; null where properties that are unknown are passed over.</summary>
    public Choice? Choices { get; init; }

    /// <summary>What a body of another shape is refused with.</summary>
    public required Problem WrongShape { get; init; }

    /// <summary>The fields of a form that are pictures.</summary>
    /// <param name="Target">The target's.</param>
    /// <param name="Candidates">The candidates', which may stand many times where the shape has a list; null for none.</param>
    internal sealed record FormFiles(string Target, string? Candidates);
}

/// <summary>How much a request may hold.</summary>
/// <param name="MaxCandidates">The most candidates.</param>
/// <param name="MaxNameBytes">The longest name of one.</param>
internal readonly record struct RequestBounds(int MaxCandidates, int MaxNameBytes);
