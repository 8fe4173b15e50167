namespace Iris.Client;

/// <summary>How a comparison is made. What is null is left to the server.</summary>
public sealed record CompareOptions
{
    /// <summary>
    /// The cosine similarity, −1 to 1, above which two faces match. Not together with <see cref="TargetFalseMatchRate"/>. Null, both of
    /// them: the server's setting.
    /// </summary>
    public double? Threshold { get; init; }

    /// <summary>
    /// The accepted rate of false matches for one pair of faces, from which the server derives the threshold: 0.000001 to 0.001 for the
    /// default model pack. Among N candidates the chance of at least one is 1 − (1 − rate)^N.
    /// </summary>
    public double? TargetFalseMatchRate { get; init; }

    /// <summary>Which faces of the pictures are compared. Null: the largest of each.</summary>
    public FaceChoice? Faces { get; init; }

    /// <summary>
    /// Faces whose box's shorter side is smaller, in pixels, are passed over: 0 to 65,535. A picture with no other face has
    /// <see cref="Outcome.NoFace"/>. Null: 0.
    /// </summary>
    public int? MinFaceSize { get; init; }

    /// <summary>The most candidates that the answer lists, 1 to 1,000,000; not for a stream. Null: all of them.</summary>
    public int? Limit { get; init; }

    /// <summary>Whether candidates that were compared and do not match are listed. Null: they are.</summary>
    public bool? IncludeBelowThreshold { get; init; }
}
