namespace Iris.Client;

/// <summary>The answer of <see cref="IrisClient.VerifyAsync"/>.</summary>
public sealed record VerifyAnswer
{
    /// <summary>The models that were used.</summary>
    public required ModelPack Model { get; init; }

    /// <summary>The threshold that was used.</summary>
    public required MatchThreshold Threshold { get; init; }

    /// <summary>Whether the two are taken for one person; null when one of them has no face that could be compared.</summary>
    public Decision? Decision { get; init; }

    /// <summary>The cosine similarity of the two faces, −1 to 1, when they were compared.</summary>
    public double? Similarity { get; init; }

    /// <summary>The share of pairs of different people that are as similar, 0 to 1, when they were compared.</summary>
    public double? FalseMatchRate { get; init; }

    /// <summary>How to read <see cref="FalseMatchRate"/>.</summary>
    public RateBound? FalseMatchRateBound { get; init; }

    /// <summary>What became of the target.</summary>
    public required TargetPicture Target { get; init; }

    /// <summary>What became of the candidate.</summary>
    public required CandidatePicture Candidate { get; init; }
}
