namespace Iris;

/// <summary>One face of a picture.</summary>
/// <param name="Box">The rectangle around the face, forehead to chin: around the face mesh, where the pack has one.</param>
/// <param name="Landmarks">The five points by which the face is aligned.</param>
/// <param name="Pose">Where it points.</param>
/// <param name="DetectionScore">The detector's confidence in it, 0.5 to 1. Scores of different detectors are not comparable.</param>
/// <param name="FaceFlag">The mesh network's confidence that its crop shows a face, 0 to 1; not a number where the pack has no mesh.</param>
/// <param name="Quality">How well it can be seen; <see cref="FaceQuality.NotMeasured"/> for what <see cref="FaceSelection.Largest"/> leaves out.</param>
public readonly record struct DetectedFace(
    FaceBox Box, FaceLandmarks Landmarks, FacePose Pose, float DetectionScore, float FaceFlag, FaceQuality Quality = default)
{
    /// <summary>The same face in a picture that is larger by a factor.</summary>
    internal DetectedFace Scaled(float factor) => this with { Box = Box.Scaled(factor), Landmarks = Landmarks.Scaled(factor) };
}
