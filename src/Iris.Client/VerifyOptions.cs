namespace Iris.Client;

/// <summary>How one picture is compared with one other. What is null is left to the server.</summary>
public sealed record VerifyOptions
{
    /// <inheritdoc cref="CompareOptions.Threshold"/>
    public double? Threshold { get; init; }

    /// <inheritdoc cref="CompareOptions.TargetFalseMatchRate"/>
    public double? TargetFalseMatchRate { get; init; }

    /// <inheritdoc cref="CompareOptions.Faces"/>
    public FaceChoice? Faces { get; init; }

    /// <inheritdoc cref="CompareOptions.MinFaceSize"/>
    public int? MinFaceSize { get; init; }
}
