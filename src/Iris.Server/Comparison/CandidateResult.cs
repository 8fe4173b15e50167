using System.Runtime.InteropServices;

namespace Iris.Server.Comparison;

/// <summary>What became of a candidate. Made of numbers alone: it lives in memory that is zeroed.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CandidateResult
{
    public ImageOutcome Outcome { get; init; }

    /// <summary>The cosine, −1 to 1; of the most similar pair of faces where several were compared. NaN when there is none.</summary>
    public float Similarity { get; init; }

    /// <summary>How many pairs of faces were compared.</summary>
    public int Pairs { get; init; }

    /// <summary>Which of the target's faces it is.</summary>
    public int TargetFace { get; init; }

    /// <summary>The face that was compared.</summary>
    public DetectedFace Face { get; init; }

    /// <summary>How many faces the picture has.</summary>
    public int FacesSeen { get; init; }

    /// <summary>Whether the picture's file was cut short.</summary>
    public bool IsIncomplete { get; init; }

    /// <summary>The picture's width in pixels; 0 where unknown.</summary>
    public int Width { get; init; }

    /// <summary>The picture's height in pixels; 0 where unknown.</summary>
    public int Height { get; init; }

    public static CandidateResult NotCompared => new() { Outcome = ImageOutcome.NotCompared, Similarity = float.NaN };
}
