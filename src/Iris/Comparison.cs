namespace Iris;

/// <summary>The outcome of comparing the largest faces of two pictures.</summary>
/// <param name="Probe">What became of the probe.</param>
/// <param name="Candidate">What became of the candidate.</param>
/// <param name="Similarity">The cosine of the two embeddings, −1 to 1; null unless both pictures have a face.</param>
public readonly record struct Comparison(PictureOutcome Probe, PictureOutcome Candidate, float? Similarity)
{
    /// <summary>Whether the probe's file was cut short: see <see cref="PictureFaces.IsIncomplete"/>.</summary>
    public bool ProbeIsIncomplete { get; init; }

    /// <summary>Whether the candidate's file was cut short.</summary>
    public bool CandidateIsIncomplete { get; init; }
}
