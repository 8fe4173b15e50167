using System.Numerics;

namespace Iris.Detection;

/// <summary>A square around a face, turned with it.</summary>
/// <param name="Centre">The centre in pixels of the picture.</param>
/// <param name="FaceSide">The longer side of the face's box in pixels.</param>
/// <param name="Roll">How the face is turned: radians, clockwise as seen.</param>
internal readonly record struct FaceCrop(Vector2 Centre, float FaceSide, float Roll)
{
    /// <summary>The crop for a detector's proposal.</summary>
    public static FaceCrop Around(FaceProposal proposal)
    {
        Vector2 eyes = proposal.RightEye - proposal.LeftEye;
        return new(proposal.Box.Centre, Math.Max(proposal.Box.Width, proposal.Box.Height), MathF.Atan2(eyes.Y, eyes.X));
    }

    /// <summary>The crop for a mesh: its bounds in the frame in which its eyes are level.</summary>
    public static FaceCrop Around(ReadOnlySpan<Vector2> points)
    {
        float roll = FaceMesh.Landmarks(points).Roll;
        (float sin, float cos) = MathF.SinCos(roll);
        Vector2 low = new(float.MaxValue), high = new(float.MinValue);
        foreach (Vector2 point in points)
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

    public FaceCrop UpsideDown() => this with { Roll = Roll + MathF.PI };
}
