using Iris.Memory;

namespace Iris.Detection;

/// <summary>
/// How sure both networks must be before a proposal counts as a face. The measurements behind the thresholds are in
/// <c>docs/decisions/0004-what-counts-as-a-face.md</c>.
/// </summary>
internal sealed class FaceEvidence
{
    // A weak proposal must convince the mesh: a dog gets a score of 0.57 and a flag of 0.92, faces with so low a score 0.998.
    private const float WeakScore = 0.65f;
    private const float ClearFlag = 0.995f;

    // Beyond these a face is looked at once more, from close by and upright.
    private const float CertainScore = 0.75f;
    private const float MaxUprightRoll = 30 * Angle.Degree;

    // Of 1,347 faces that the detector took the wrong way up, those with a certain score had a flag of 0.99992 at most in one of the
    // passes; of the upright ones 76 % have both above this.
    private const float SureFlag = 0.99999f;

    private const float OverlapOfOneFace = 0.4f;

    private readonly float _minFlag;

    private FaceEvidence(float minFlag) => _minFlag = minFlag;

    /// <summary>For the first look at the picture as it is: profiles go down to a flag of 0.54.</summary>
    public static FaceEvidence FirstLook { get; } = new(0.5f);

    /// <summary>
    /// For the up to thirteen looks after it. So many looks find many things: dogs up to 0.9997, faces seen at a wrong angle up to
    /// 0.9999, faces seen rightly from 0.99999.
    /// </summary>
    public static FaceEvidence FurtherLook { get; } = new(0.9999f);

    /// <summary>Whether a detector's score and a mesh's flag together speak of a face.</summary>
    public bool Suffices(float score, float flag) => flag >= _minFlag && (score >= WeakScore || flag >= ClearFlag);

    /// <summary>Whether a mesh shows a face beyond doubt.</summary>
    public static bool IsClear(float flag) => flag >= ClearFlag;

    /// <summary>Whether a face that is accepted so far should be looked at once more.</summary>
    public static bool IsDoubtful(float score, float flag, float roll) =>
        score < CertainScore || flag < ClearFlag || IsTilted(roll);

    /// <summary>Whether a face is turned further than the networks are used to.</summary>
    public static bool IsTilted(float roll) => Angle.Distance(roll, 0) > MaxUprightRoll;

    /// <summary>Whether a face need not be tried the other way up.</summary>
    /// <param name="score">The detector's score.</param>
    /// <param name="lowestFlag">The lowest flag of the mesh's passes in the detector's way up.</param>
    public static bool IsSurelyThisWayUp(float score, float lowestFlag) => score >= CertainScore && lowestFlag >= SureFlag;

    /// <summary>
    /// Whether a face is upside down, given the flags of the detector's way up and of the other. The other way must be clear: on a
    /// profile both ways are unclear, and the wrong one may get the higher flag.
    /// </summary>
    public static bool IsUpsideDown(float flag, float otherFlag) => otherFlag > flag && otherFlag >= ClearFlag;

    /// <summary>
    /// Whether a face that a tile shows is one that was found before, or a part of one: a tile's edge may cut a face, and the networks take
    /// what is left for a smaller one.
    /// </summary>
    public static bool IsPartOfAny(ReadOnlySpan<DetectedFace> faces, DetectedFace face)
    {
        foreach (DetectedFace other in faces)
        {
            if (other.Box.Contains(face.Box.Centre))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Of faces that overlap keeps the one that both networks are surest of.</summary>
    public static void KeepBestOfOverlapping(SensitiveList<DetectedFace> faces)
    {
        Span<DetectedFace> items = faces.Items;
        items.Sort(static (a, b) => (b.FaceFlag * b.DetectionScore).CompareTo(a.FaceFlag * a.DetectionScore));
        int kept = 0;
        foreach (DetectedFace face in items)
        {
            bool isNew = true;
            for (int i = 0; i < kept && isNew; i++)
            {
                isNew = items[i].Box.IntersectionOverUnion(face.Box) < OverlapOfOneFace;
            }

            if (isNew)
            {
                items[kept++] = face;
            }
        }

        faces.Truncate(kept);
    }
}
