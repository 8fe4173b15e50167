using System.Numerics;
using Iris.Alignment;
using Iris.Imaging;
using Iris.Inference;
using Iris.Memory;
using Iris.Models;

namespace Iris.Detection;

/// <summary>
/// Finds 468 points of a face in a square crop, and says whether the crop shows a face at all, with MediaPipe Face Mesh
/// (Kartynnik et al., "Real-time Facial Surface Geometry from Monocular Video on Mobile GPUs", 2019). Thread-safe.
/// </summary>
internal sealed class FaceMesh(ModelPack pack) : IDisposable
{
    public const int PointCount = 468;

    private const int Side = 192;
    private const int ValuesPerPoint = 3;

    // The crop is larger than the face's box, as the network was trained.
    private const float CropScale = 1.5f;

    private readonly Network _network = Network.Load(pack, ModelRole.Mesh, [3, Side, Side], [PointCount * ValuesPerPoint, 1]);

    /// <summary>Runs the network on one crop.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="crop">Where the face is and how it is turned.</param>
    /// <param name="run">The picture's runs.</param>
    /// <param name="points">The 468 points in pixels of the picture.</param>
    /// <returns>The face flag, 0 to 1.</returns>
    public float Fit(Picture picture, FaceCrop crop, InferenceRun run, Span<Vector2> points)
    {
        SimilarityTransform toCrop = SimilarityTransform.About(
            crop.Centre, new Vector2(Side / 2f), Side / (crop.FaceSide * CropScale), -crop.Roll);
        using var input = new SensitiveBuffer<float>(3 * Side * Side);
        using var mesh = new SensitiveBuffer<float>(PointCount * ValuesPerPoint);
        using var flag = new SensitiveBuffer<float>(1);
        SimilarityWarp.Cut(picture, toCrop, Side, _network.Preprocessing, input.Span);
        _network.Run(run, input, [mesh, flag]);

        SimilarityTransform toPicture = toCrop.Inverse();
        for (int i = 0; i < PointCount; i++)
        {
            points[i] = toPicture.Apply(new(mesh.Span[i * ValuesPerPoint], mesh.Span[(i * ValuesPerPoint) + 1]));
        }

        return flag.Span[0];
    }

    /// <summary>The five landmarks of a mesh.</summary>
    public static FaceLandmarks Landmarks(ReadOnlySpan<Vector2> points) => new(
        (points[33] + points[133] + points[159] + points[145]) / 4,
        (points[263] + points[362] + points[386] + points[374]) / 4,
        points[1],
        points[61],
        points[291]);

    /// <summary>The upright rectangle around a mesh.</summary>
    public static FaceBox Bounds(ReadOnlySpan<Vector2> points)
    {
        Vector2 low = points[0], high = points[0];
        foreach (Vector2 point in points)
        {
            low = Vector2.Min(low, point);
            high = Vector2.Max(high, point);
        }

        return new(low.X, low.Y, high.X, high.Y);
    }

    public void Dispose() => _network.Dispose();
}
