using System.Numerics;
using Iris.Imaging;
using Iris.Models;

namespace Iris.Alignment;

/// <summary>Brings a face into the pose on which the embedder was trained: upright, its landmarks at fixed places. Thread-safe.</summary>
internal sealed class FaceAligner(EmbedderDescription embedder)
{
    // Below this scale bilinear interpolation skips source pixels, so that the picture is shrunk by area first.
    private const float MinBilinearScale = 0.5f;

    private readonly Vector2[] _template = embedder.TemplatePoints();

    /// <summary>The crop's side in pixels.</summary>
    public int Side { get; } = embedder.Size;

    /// <summary>The number of elements of a crop.</summary>
    public int Length => 3 * Side * Side;

    /// <summary>How a channel value becomes an element.</summary>
    public Preprocessing Preprocessing { get; } = embedder.Preprocessing;

    /// <summary>The distance between the eyes in the crop in pixels: a face with less is enlarged.</summary>
    public float EyeDistance => Vector2.Distance(_template[0], _template[1]);

    /// <summary>Writes the aligned face's planes.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="landmarks">The face's landmarks in that picture's pixels.</param>
    /// <param name="planes"><see cref="Length"/> elements.</param>
    public void Align(Picture picture, FaceLandmarks landmarks, Span<float> planes)
    {
        SimilarityTransform toCrop = SimilarityTransform.Fit(
            [landmarks.LeftEye, landmarks.RightEye, landmarks.Nose, landmarks.LeftMouth, landmarks.RightMouth], _template);
        if (toCrop.Scale >= MinBilinearScale)
        {
            SimilarityWarp.Cut(picture, toCrop, Side, Preprocessing, planes);
            return;
        }

        using Picture shrunk = Shrink(picture, ref toCrop);
        SimilarityWarp.Cut(shrunk, toCrop, Side, Preprocessing, planes);
    }

    // Shrinks the part of the picture under the crop to twice the crop's resolution, and moves the transform onto the result.
    private Picture Shrink(Picture picture, ref SimilarityTransform toCrop)
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
