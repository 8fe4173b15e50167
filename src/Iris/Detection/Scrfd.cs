using System.Numerics;
using Iris.Inference;
using Iris.Memory;
using Iris.Models;

namespace Iris.Detection;

/// <summary>
/// SCRFD (Guo et al., "Sample and Computation Redistribution for Efficient Face Detection", 2021), as InsightFace publishes it: the files with key
/// points. Their outputs have numbers for names, so that their places tell them apart. Thread-safe.
/// </summary>
internal sealed class Scrfd(ModelPack pack, ExecutionProvider provider)
    : LandmarkDetector(pack, provider, Layout, new Preprocessing(Scale: 1 / 128f, Offset: -127.5f / 128), AnchorsOfCell)
{
    private const int AnchorsOfCell = 2;
    private const int ValuesOfBox = 4;
    private const int ValuesOfLandmarks = 10;

    // Where the outputs for the strides begin.
    private const int Classes = 0;
    private const int Boxes = 3;
    private const int Landmarks = 6;

    /// <summary>The network's tensors.</summary>
    public static NetworkLayout Layout { get; } =
        new(new(Name: null, 3, Side, Side), [.. ForEachStride(1), .. ForEachStride(ValuesOfBox), .. ForEachStride(ValuesOfLandmarks)]);

    /// <inheritdoc/>
    public override DetectorScores Scores => new(Doubtful: 0.5f, Sure: 0.5f, CloseBy: 0.5f, Upright: 0.5f);

    /// <inheritdoc/>
    protected override float OverlapOfOneFace => 0.4f;

    /// <inheritdoc/>
    protected override void Collect(ReadOnlySpan<SensitiveBuffer<float>> outputs, float minScore, SensitiveList<ScoredAnchor> anchors)
    {
        for (int grid = 0; grid < Strides.Length; grid++)
        {
            ReadOnlySpan<float> scores = outputs[Classes + grid].Span;
            for (int i = 0; i < scores.Length; i++)
            {
                if (scores[i] >= minScore)
                {
                    anchors.Add(new(grid, i, scores[i]));
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override DetectedFace Read(ReadOnlySpan<SensitiveBuffer<float>> outputs, ScoredAnchor anchor)
    {
        int stride = Strides[anchor.Grid];
        (int row, int column) = Math.DivRem(anchor.Index / AnchorsOfCell, Side / stride);
        Vector2 corner = new Vector2(column, row) * stride;
        ReadOnlySpan<float> box = outputs[Boxes + anchor.Grid].Span.Slice(anchor.Index * ValuesOfBox, ValuesOfBox);
        ReadOnlySpan<float> points = outputs[Landmarks + anchor.Grid].Span.Slice(anchor.Index * ValuesOfLandmarks, ValuesOfLandmarks);

        // How far the edges of the box are from the cell's upper left corner, and where the landmarks are from there, in strides.
        Vector2 low = corner - (new Vector2(box[0], box[1]) * stride);
        Vector2 high = corner + (new Vector2(box[2], box[3]) * stride);
        return FaceOf(
            new(low.X, low.Y, high.X, high.Y),
            new(Point(points, 0), Point(points, 1), Point(points, 2), Point(points, 3), Point(points, 4)),
            anchor.Score);

        Vector2 Point(ReadOnlySpan<float> points, int index) => corner + (new Vector2(points[2 * index], points[(2 * index) + 1]) * stride);
    }

    private static IEnumerable<TensorLayout> ForEachStride(int values) =>
        Strides.ToArray().Select(stride => new TensorLayout(Name: null, CellsOf(stride) * AnchorsOfCell, values));
}
