using System.Numerics;
using Iris.Inference;
using Iris.Memory;
using Iris.Models;

namespace Iris.Detection;

/// <summary>
/// YuNet (Wu et al., "YuNet: A Tiny Millisecond-level Face Detector", 2023), as OpenCV Zoo publishes it:
/// <c>face_detection_yunet_2023mar.onnx</c>. Thread-safe.
/// </summary>
internal sealed class YuNet(ModelPack pack, ExecutionProvider provider) : LandmarkDetector(pack, provider, Layout, new Preprocessing(Scale: 1, Offset: 0, ChannelOrder.Bgr), anchorsOfCell: 1)
{
    private const int ValuesOfBox = 4;
    private const int ValuesOfLandmarks = 10;

    // Where the outputs for a stride begin with the class's score, the object's, the box and the landmarks.
    private const int Classes = 0;
    private const int Objects = 3;
    private const int Boxes = 6;
    private const int Landmarks = 9;

    /// <summary>The network's tensors.</summary>
    public static NetworkLayout Layout { get; } = new(
        new("input", 3, Side, Side),
        [.. ForEachStride("cls", 1), .. ForEachStride("obj", 1), .. ForEachStride("bbox", ValuesOfBox), .. ForEachStride("kps", ValuesOfLandmarks)]);

    /// <inheritdoc/>
    public override DetectorScores Scores => new(Doubtful: 0.7f, Sure: 0.9f, CloseBy: 0.89f, Upright: 0.92f);

    /// <inheritdoc/>
    protected override float OverlapOfOneFace => 0.3f;

    /// <inheritdoc/>
    protected override void Collect(ReadOnlySpan<SensitiveBuffer<float>> outputs, float minScore, SensitiveList<ScoredAnchor> anchors)
    {
        for (int grid = 0; grid < Strides.Length; grid++)
        {
            ReadOnlySpan<float> classes = outputs[Classes + grid].Span;
            ReadOnlySpan<float> objects = outputs[Objects + grid].Span;
            for (int i = 0; i < classes.Length; i++)
            {
                // As it is in OpenCV: each within 0 to 1, then their geometric mean. False for NaN.
                float score = MathF.Sqrt(Math.Clamp(classes[i], 0, 1) * Math.Clamp(objects[i], 0, 1));
                if (score >= minScore)
                {
                    anchors.Add(new(grid, i, score));
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override DetectedFace Read(ReadOnlySpan<SensitiveBuffer<float>> outputs, ScoredAnchor anchor)
    {
        int stride = Strides[anchor.Grid];
        (int row, int column) = Math.DivRem(anchor.Index, Side / stride);
        var cell = new Vector2(column, row);
        ReadOnlySpan<float> box = outputs[Boxes + anchor.Grid].Span.Slice(anchor.Index * ValuesOfBox, ValuesOfBox);
        ReadOnlySpan<float> points = outputs[Landmarks + anchor.Grid].Span.Slice(anchor.Index * ValuesOfLandmarks, ValuesOfLandmarks);

        // The size is a logarithm. All is counted in cells.
        Vector2 centre = (cell + new Vector2(box[0], box[1])) * stride;
        Vector2 half = new Vector2(MathF.Exp(box[2]), MathF.Exp(box[3])) * (stride / 2f);
        return FaceOf(
            new(centre.X - half.X, centre.Y - half.Y, centre.X + half.X, centre.Y + half.Y),
            new(Point(points, 0), Point(points, 1), Point(points, 2), Point(points, 3), Point(points, 4)),
            anchor.Score);

        Vector2 Point(ReadOnlySpan<float> points, int index) => (cell + new Vector2(points[2 * index], points[(2 * index) + 1])) * stride;
    }

    private static IEnumerable<TensorLayout> ForEachStride(string name, int values) =>
        Strides.ToArray().Select(stride => new TensorLayout(FormattableString.Invariant($"{name}_{stride}"), CellsOf(stride), values));
}
