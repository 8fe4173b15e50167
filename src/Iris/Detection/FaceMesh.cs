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
internal sealed class FaceMesh(ModelPack pack, ExecutionProvider provider) : IDisposable
{
    public const int PointCount = 468;

    private const int Side = 192;
    private const int ValuesPerPoint = 3;

    // The crop is larger than the face's box, as the network was trained.
    private const float CropScale = 1.5f;

    private static readonly Preprocessing Preprocessing = new(Scale: 1f / byte.MaxValue, Offset: 0);

    private readonly Network _network = Network.Load(pack, ModelRole.Mesh, Layout, provider);

    /// <summary>The network's tensors, by the names that the conversion of the default pack gave them.</summary>
    public static NetworkLayout Layout { get; } = new(new("input", 3, Side, Side), new("mesh", PointCount * ValuesPerPoint), new("faceflag", 1));

    /// <summary>Runs the network on one crop.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="crop">Where the face is and how it is turned.</param>
    /// <param name="run">The picture's runs.</param>
    /// <param name="points">The 468 points in pixels of the picture; the third coordinate is depth, away from the viewer.</param>
    /// <returns>The face flag, 0 to 1.</returns>
    public float Fit(Picture picture, FaceCrop crop, InferenceRun run, Span<Vector3> points)
    {
        SimilarityTransform toCrop = SimilarityTransform.About(
            crop.Centre, new Vector2(Side / 2f), Side / (crop.FaceSide * CropScale), -crop.Roll);
        using var input = new SensitiveBuffer<float>(3 * Side * Side);
        using var mesh = new SensitiveBuffer<float>(PointCount * ValuesPerPoint);
        using var flag = new SensitiveBuffer<float>(1);
        SimilarityWarp.Cut(picture, toCrop, Side, Preprocessing, input.Span);
        _network.Run(run, input, [mesh, flag]);

        SimilarityTransform toPicture = toCrop.Inverse();
        for (int i = 0; i < PointCount; i++)
        {
            ReadOnlySpan<float> point = mesh.Span.Slice(i * ValuesPerPoint, ValuesPerPoint);
            points[i] = new(toPicture.Apply(new(point[0], point[1])), point[2] * toPicture.Scale);
        }

        return flag.Span[0];
    }

    /// <summary>The five landmarks of a mesh.</summary>
    public static FaceLandmarks Landmarks(ReadOnlySpan<Vector3> points) => new(
        (points[33].AsVector2() + points[133].AsVector2() + points[159].AsVector2() + points[145].AsVector2()) / 4,
        (points[263].AsVector2() + points[362].AsVector2() + points[386].AsVector2() + points[374].AsVector2()) / 4,
        points[1].AsVector2(),
        points[61].AsVector2(),
        points[291].AsVector2());

    /// <summary>Where a mesh points: how far the line across the face and the line down it lead into the picture.</summary>
    public static FacePose Pose(ReadOnlySpan<Vector3> points)
    {
        // In front of the ears; the top of the forehead and the chin. In the mesh's model of a face the one line is level, the other
        // leans by less than a degree.
        Vector3 across = points[454] - points[234];
        Vector3 down = points[152] - points[10];
        return new(
            Landmarks(points).Roll / Angle.Degree,
            MathF.Atan2(across.Z, across.AsVector2().Length()) / Angle.Degree,
            MathF.Atan2(-down.Z, down.AsVector2().Length()) / Angle.Degree);
    }

    /// <summary>The upright rectangle around a mesh.</summary>
    public static FaceBox Bounds(ReadOnlySpan<Vector3> points)
    {
        Vector3 low = points[0], high = points[0];
        foreach (Vector3 point in points)
        {
            low = Vector3.Min(low, point);
            high = Vector3.Max(high, point);
        }

        return new(low.X, low.Y, high.X, high.Y);
    }

    public void Dispose() => _network.Dispose();
}
