using System.Numerics;

namespace Iris.Detection;

/// <summary>A square around a face, turned with it.</summary>
/// <param name="Centre">The centre in pixels of the picture.</param>
/// <param name="FaceSide">The longer side of the face's box in pixels.</param>
/// <param name="Roll">How the face is turned: radians, clockwise as seen.</param>
internal readonly record struct FaceCrop(Vector2 Centre, float FaceSide, float Roll)
{
    private const float MaxRollDifference = 10 * Angle.Degree;

    // Of the face's side. Measured: at 0.10 a small face's landmarks leave the reference's, at 0.20 a face upside down is misread.
    private const float MaxCentreDifference = 0.15f;

    /// <summary>The crop for a detector's proposal.</summary>
    public static FaceCrop Around(FaceProposal proposal)
    {
        Vector2 eyes = proposal.RightEye - proposal.LeftEye;
        return new(proposal.Box.Centre, Math.Max(proposal.Box.Width, proposal.Box.Height), MathF.Atan2(eyes.Y, eyes.X));
    }

    /// <summary>The crop for a face found before, perhaps in a smaller picture.</summary>
    public static FaceCrop Around(DetectedFace face) =>
        new(face.Box.Centre, Math.Max(face.Box.Width, face.Box.Height), face.Landmarks.Roll);

    /// <summary>The crop for a mesh: its bounds in the frame in which its eyes are level.</summary>
    public static FaceCrop Around(ReadOnlySpan<Vector3> points)
    {
        float roll = FaceMesh.Landmarks(points).Roll;
        (float sin, float cos) = MathF.SinCos(roll);
        Vector2 low = new(float.MaxValue), high = new(float.MinValue);
        foreach (Vector3 point in points)
        {
            Vector2 level = new((cos * point.X) + (sin * point.Y), (cos * point.Y) - (sin * point.X));
            low = Vector2.Min(low, level);
            high = Vector2.Max(high, level);
        }

        Vector2 middle = (low + high) / 2;
        Vector2 extent = high - low;
        return new(
            new((cos * middle.X) - (sin * middle.Y), (sin * middle.X) + (cos * middle.Y)), Math.Max(extent.X, extent.Y), roll);
    }

    /// <summary>Whether two crops of one face differ by more than the detector and the mesh are used to.</summary>
    public bool Disagrees(FaceCrop other) =>
        (FaceEvidence.IsTilted(Roll) && Angle.Distance(Roll, other.Roll) > MaxRollDifference)
        || Vector2.Distance(Centre, other.Centre) > MaxCentreDifference * other.FaceSide;

    public FaceCrop UpsideDown() => this with { Roll = Roll + MathF.PI };
}
