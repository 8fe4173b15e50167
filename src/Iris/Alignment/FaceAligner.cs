using System.Numerics;
using Iris.Imaging;
using Iris.Models;

namespace Iris.Alignment;

/// <summary>Brings a face into the pose on which the embedder was trained: upright, its landmarks at fixed places.</summary>
internal static class FaceAligner
{
    /// <summary>The crop's side in pixels.</summary>
    public const int Side = 112;

    // Below this scale bilinear interpolation skips source pixels, so that the picture is shrunk by area first.
    private const float MinBilinearScale = 0.5f;

    // The five-point template for 112×112 crops that came with ArcFace (Deng et al., 2019) and is the field's standard.
    private static readonly Vector2[] Template =
    [
        new(38.2946f, 51.6963f), new(73.5318f, 51.5014f), new(56.0252f, 71.7366f), new(41.5493f, 92.3655f), new(70.7299f, 92.2041f),
    ];

    /// <summary>The distance between the eyes in the crop in pixels: a face with less is enlarged.</summary>
    public static float TemplateEyeDistance { get; } = Vector2.Distance(Template[0], Template[1]);

    /// <summary>Writes the aligned face's red, green and blue planes.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="landmarks">The face's landmarks in that picture's pixels.</param>
    /// <param name="preprocessing">How a channel value becomes an input element.</param>
    /// <param name="planes">3 × 112 × 112 elements.</param>
    public static void Align(Picture picture, FaceLandmarks landmarks, Preprocessing preprocessing, Span<float> planes)
    {
        SimilarityTransform toCrop = SimilarityTransform.Fit(
            [landmarks.LeftEye, landmarks.RightEye, landmarks.Nose, landmarks.LeftMouth, landmarks.RightMouth], Template);
        if (toCrop.Scale >= MinBilinearScale)
        {
            SimilarityWarp.Cut(picture, toCrop, Side, preprocessing, planes);
            return;
        }

        using Picture shrunk = Shrink(picture, ref toCrop);
        SimilarityWarp.Cut(shrunk, toCrop, Side, preprocessing, planes);
    }

    // Shrinks the part of the picture under the crop to twice the crop's resolution, and moves the transform onto the result.
    private static Picture Shrink(Picture picture, ref SimilarityTransform toCrop)
    {
        float step = MinBilinearScale / toCrop.Scale;
        SimilarityTransform toPicture = toCrop.Inverse();
        ReadOnlySpan<Vector2> corners =
        [
            toPicture.Apply(new(0, 0)), toPicture.Apply(new(Side, 0)), toPicture.Apply(new(0, Side)), toPicture.Apply(new(Side, Side)),
        ];
        Vector2 low = corners[0], high = corners[0];
        foreach (Vector2 corner in corners)
        {
            low = Vector2.Min(low, corner);
            high = Vector2.Max(high, corner);
        }

        // One result pixel of margin on every side for the interpolation.
        int width = (int)MathF.Ceiling((high.X - low.X) / step) + 2;
        int height = (int)MathF.Ceiling((high.Y - low.Y) / step) + 2;
        var region = new Region(low.X - step, low.Y - step, width * step, height * step);
        Picture shrunk = AreaResampler.Resample(picture, region, width, height);

        // A pixel centre of the result, r, lies at region + (r + ½)·step − ½ in the picture.
        Vector2 origin = new(region.X + (step / 2) - 0.5f, region.Y + (step / 2) - 0.5f);
        Vector2 moved = toCrop.Apply(origin);
        toCrop = new(toCrop.A * step, toCrop.B * step, moved.X, moved.Y);
        return shrunk;
    }
}
