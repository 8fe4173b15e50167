using System.Numerics;
using Iris.Alignment;
using Iris.Imaging;

namespace Iris;

/// <summary>
/// Five points of a face in pixels of the upright picture, (0, 0) being the centre of its upper left pixel. "Image-left" is the
/// left of an upright face as the viewer sees it.
/// </summary>
/// <param name="LeftEye">The centre of the image-left eye.</param>
/// <param name="RightEye">The centre of the image-right eye.</param>
/// <param name="Nose">The tip of the nose.</param>
/// <param name="LeftMouth">The image-left corner of the mouth.</param>
/// <param name="RightMouth">The image-right corner of the mouth.</param>
public readonly record struct FaceLandmarks(Vector2 LeftEye, Vector2 RightEye, Vector2 Nose, Vector2 LeftMouth, Vector2 RightMouth)
{
    /// <summary>The distance between the centres of the eyes in pixels.</summary>
    public float EyeDistance => Vector2.Distance(LeftEye, RightEye);

    /// <summary>The angle of the line through the eyes in radians, clockwise as seen; 0 for an upright face, ±π for one upside down.</summary>
    public float Roll => MathF.Atan2(RightEye.Y - LeftEye.Y, RightEye.X - LeftEye.X);

    internal FaceLandmarks Transformed(SimilarityTransform transform) => new(
        transform.Apply(LeftEye), transform.Apply(RightEye), transform.Apply(Nose), transform.Apply(LeftMouth), transform.Apply(RightMouth));

    internal FaceLandmarks Scaled(float factor) => new(
        PixelCentre.Scale(LeftEye, factor),
        PixelCentre.Scale(RightEye, factor),
        PixelCentre.Scale(Nose, factor),
        PixelCentre.Scale(LeftMouth, factor),
        PixelCentre.Scale(RightMouth, factor));
}
