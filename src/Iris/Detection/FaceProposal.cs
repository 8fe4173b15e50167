using System.Numerics;
using Iris.Alignment;

namespace Iris.Detection;

/// <summary>Where the detector suspects a face, in pixels of the picture.</summary>
/// <param name="Box">The rectangle around it.</param>
/// <param name="LeftEye">The image-left eye.</param>
/// <param name="RightEye">The image-right eye.</param>
/// <param name="Score">The confidence, 0.5 to 1.</param>
internal readonly record struct FaceProposal(FaceBox Box, Vector2 LeftEye, Vector2 RightEye, float Score)
{
    /// <summary>The proposal in another picture; its box stays upright and keeps its shape.</summary>
    public FaceProposal Transformed(SimilarityTransform transform)
    {
        Vector2 centre = transform.Apply(Box.Centre);
        Vector2 half = new Vector2(Box.Width, Box.Height) * (transform.Scale / 2);
        return new(
            new(centre.X - half.X, centre.Y - half.Y, centre.X + half.X, centre.Y + half.Y),
            transform.Apply(LeftEye),
            transform.Apply(RightEye),
            Score);
    }
}
