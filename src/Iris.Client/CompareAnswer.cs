namespace Iris.Client;

/// <summary>The answer of <see cref="IrisClient.CompareAsync"/>.</summary>
public sealed record CompareAnswer
{
    /// <summary>The models that were used.</summary>
    public required ModelPack Model { get; init; }

    /// <summary>The threshold that was used.</summary>
    public required MatchThreshold Threshold { get; init; }

    /// <summary>What became of the target.</summary>
    public required TargetPicture Target { get; init; }

    /// <summary>The candidates: those that were compared by falling similarity, then the others in the order of the request.</summary>
    public required IReadOnlyList<CandidateResult> Candidates { get; init; }

    /// <summary>Counts over all candidates.</summary>
    public required CompareTotals Totals { get; init; }
}
