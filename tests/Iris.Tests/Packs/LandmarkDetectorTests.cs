using System.Numerics;
using Iris.Models;
using Iris.Testing;
using Iris.Testing.Networks;

namespace Iris.Tests.Packs;

/// <summary>
/// How the answers of YuNet and SCRFD are read: of networks that answer the same to every picture, so that where the faces are is known. With the
/// published weights SCRFD has not been tried.
/// </summary>
public sealed class LandmarkDetectorTests
{
    // The picture of 1280 × 960 is half as large in the square, 80 rows below its upper edge.
    private const int Width = 1280;
    private const int Height = 960;

    // What a float of such a size is rounded by, and what a logarithm and its inverse add.
    private const float Rounding = 2e-3f;

    private static readonly byte[] Picture = PictureFiles.Jpeg(Canvas.Blank(Width, Height, SkiaSharp.SKColors.Gray));

    // In pixels of the square: a box, then the points around its middle.
    private static readonly FaceBox InSquare = new(204, 212, 304, 332);
    private static readonly Vector2[] Points = [new(236, 262), new(272, 258), new(256, 282), new(240, 302), new(270, 300)];

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(32)]
    public void A_face_of_YuNet_is_read_from_any_of_its_grids(int stride)
    {
        using PackFolder pack = PackFolder.OfDetector("yunet", NetworkFiles.YuNet((name, of, elements) =>
        {
            if (of == stride)
            {
                AnswerAsYuNet(name, stride, elements, InSquare, Points, score: 0.95f);
            }
        }));

        AssertFound(pack, 0.95f);
    }

    [Theory]
    [InlineData(8, 0, false, false)]
    [InlineData(8, 1, true, false)]
    [InlineData(16, 0, false, true)]
    [InlineData(32, 1, true, true)]
    public void A_face_of_SCRFD_is_read_from_any_of_its_grids(int stride, int anchor, bool hasBatch, bool isOpen)
    {
        byte[] network = NetworkFiles.Scrfd(
            (name, of, elements) =>
            {
                if (of == stride)
                {
                    AnswerAsScrfd(name, stride, anchor, elements, InSquare, Points, score: 0.75f);
                }
            },
            hasBatch,
            isOpen);
        using PackFolder pack = PackFolder.OfDetector("scrfd", network);

        AssertFound(pack, 0.75f);
    }

    [Fact]
    public void Of_boxes_that_overlap_the_best_stays()
    {
        using PackFolder pack = PackFolder.OfDetector("yunet", NetworkFiles.YuNet((name, stride, elements) =>
        {
            // Nearly the same on all three grids, and one beside it.
            float score = stride switch { 8 => 0.91f, 16 => 0.97f, _ => 0.94f };
            AnswerAsYuNet(name, stride, elements, InSquare, Points, score);
            if (stride == 8)
            {
                AnswerAsYuNet(name, stride, elements, Moved(InSquare, 200), [.. Points.Select(point => point + new Vector2(200, 0))], score: 0.93f);
            }
        }));
        using FaceComparer comparer = FaceComparer.Load(pack.Open());

        using PictureFaces faces = comparer.FindFaces(Picture, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(2, faces.Count);
        Assert.Equal([0.93f, 0.97f], Enumerable.Range(0, 2).Select(i => faces[i].DetectionScore).Order(), (a, b) => MathF.Abs(a - b) < 1e-4f);
    }

    [Fact]
    public void A_detector_that_sees_nothing_finds_no_face()
    {
        using PackFolder pack = PackFolder.OfDetector("scrfd", NetworkFiles.Scrfd((_, _, _) => { }));
        using FaceComparer comparer = FaceComparer.Load(pack.Open());

        using PictureFaces faces = comparer.FindFaces(Picture, new() { Thorough = true }, TestContext.Current.CancellationToken);

        Assert.Equal(PictureOutcome.NoFace, faces.Outcome);
    }

    [Fact]
    public void A_detector_that_sees_faces_everywhere_finds_no_more_than_the_most()
    {
        float[] points = [-0.5f, -0.5f, 0.5f, -0.5f, 0, 0, -0.4f, 0.5f, 0.4f, 0.5f];
        using PackFolder pack = PackFolder.OfDetector("yunet", NetworkFiles.YuNet((name, _, elements) =>
        {
            for (int i = 0; i < elements.Length; i++)
            {
                elements[i] = name switch { "kps" => points[i % points.Length], "bbox" => 0, _ => 0.99f };
            }
        }));
        using FaceComparer comparer = FaceComparer.Load(pack.Open());

        using PictureFaces faces = comparer.FindFaces(Picture, new() { Embed = FaceSelection.None }, TestContext.Current.CancellationToken);

        Assert.Equal(128, faces.Count);
    }

    [Theory]
    [InlineData("cls", float.NaN)]
    [InlineData("bbox", float.NaN)]
    [InlineData("bbox", float.PositiveInfinity)]
    [InlineData("bbox", 100)]
    [InlineData("bbox", -100)]
    [InlineData("kps", float.NaN)]
    [InlineData("kps", float.NegativeInfinity)]
    [InlineData("kps", 0)]
    public void A_face_of_numbers_that_make_none_is_passed_over(string output, float value)
    {
        using PackFolder pack = PackFolder.OfDetector("yunet", NetworkFiles.YuNet((name, stride, elements) =>
        {
            AnswerAsYuNet(name, stride, elements, InSquare, Points, score: 0.95f);
            if (name == output)
            {
                Array.Fill(elements, value);
            }
        }));
        using FaceComparer comparer = FaceComparer.Load(pack.Open());

        using PictureFaces faces = comparer.FindFaces(Picture, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(PictureOutcome.NoFace, faces.Outcome);
    }

    [Fact]
    public void An_SCRFD_without_key_points_is_reported()
    {
        using PackFolder pack = PackFolder.OfDetector("scrfd", NetworkFiles.Embedder("input.1", "448", 8, side: 640));

        ModelPackException exception = Assert.Throws<ModelPackException>(() => FaceComparer.Load(pack.Open()).Dispose());

        Assert.EndsWith("detector.onnx: it has 1 outputs (448), not 9.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_YuNet_that_is_something_else_is_reported()
    {
        using PackFolder pack = PackFolder.OfDetector("yunet", NetworkFiles.Scrfd((_, _, _) => { }));

        ModelPackException exception = Assert.Throws<ModelPackException>(() => FaceComparer.Load(pack.Open()).Dispose());

        Assert.EndsWith("detector.onnx: it has no input 'input', but input.1.", exception.Message, StringComparison.Ordinal);
    }

    private static void AssertFound(PackFolder pack, float score)
    {
        using FaceComparer comparer = FaceComparer.Load(pack.Open());
        using PictureFaces faces = comparer.FindFaces(Picture, cancellationToken: TestContext.Current.CancellationToken);

        DetectedFace face = faces[0];
        Assert.Equal(1, faces.Count);
        Assert.Equal((Width, Height), (faces.Width, faces.Height));
        Assert.Equal(score, face.DetectionScore, 1e-4f);

        // The box counts from the corner of the first pixel, a point from its centre.
        AssertNear(new(2 * 204, 2 * (212 - 80)), new(face.Box.Left, face.Box.Top));
        AssertNear(new(2 * 304, 2 * (332 - 80)), new(face.Box.Right, face.Box.Bottom));
        FaceLandmarks found = face.Landmarks;
        Assert.All(
            Points.Zip((Vector2[])[found.LeftEye, found.RightEye, found.Nose, found.LeftMouth, found.RightMouth]),
            pair => AssertNear(((pair.First + new Vector2(0.5f, 0.5f - 80)) * 2) - new Vector2(0.5f), pair.Second));

        // There is no mesh to tell more of.
        Assert.Equal(MathF.Atan2(-4, 36) * 180 / MathF.PI, face.Pose.Roll, Rounding);
        Assert.Equal((float.NaN, float.NaN, float.NaN), (face.Pose.Yaw, face.Pose.Pitch, face.FaceFlag));
        Assert.InRange(face.Quality.Brightness, 0, 1);
        Assert.Equal(1, System.Numerics.Tensors.TensorPrimitives.Norm(faces.Embedding(0)), 1e-5f);
    }

    private static void AssertNear(Vector2 expected, Vector2 actual) =>
        Assert.True(Vector2.Distance(expected, actual) < Rounding, $"{actual} instead of {expected}");

    private static FaceBox Moved(FaceBox box, float right) => new(box.Left + right, box.Top, box.Right + right, box.Bottom);

    // As in OpenCV's FaceDetectorYN, the other way round.
    private static void AnswerAsYuNet(string name, int stride, float[] elements, FaceBox box, Vector2[] points, float score)
    {
        Vector2 centre = new Vector2(box.Left + box.Right, box.Top + box.Bottom) / 2;
        (int column, int row) = ((int)centre.X / stride, (int)centre.Y / stride);
        int anchor = (row * (640 / stride)) + column;
        switch (name)
        {
            case "cls":
                elements[anchor] = score;
                break;
            case "obj":
                elements[anchor] = score;
                break;
            case "bbox":
                float[] values =
                [
                    (centre.X / stride) - column, (centre.Y / stride) - row, MathF.Log((box.Right - box.Left) / stride), MathF.Log((box.Bottom - box.Top) / stride),
                ];
                values.CopyTo(elements, anchor * 4);
                break;
            default:
                for (int i = 0; i < points.Length; i++)
                {
                    elements[(anchor * 10) + (2 * i)] = (points[i].X / stride) - column;
                    elements[(anchor * 10) + (2 * i) + 1] = (points[i].Y / stride) - row;
                }

                break;
        }
    }

    // As in InsightFace's SCRFD, the other way round: distances in strides from a cell's corner, two anchors a cell.
    private static void AnswerAsScrfd(string name, int stride, int anchor, float[] elements, FaceBox box, Vector2[] points, float score)
    {
        (int column, int row) = ((int)points[2].X / stride, (int)points[2].Y / stride);
        Vector2 corner = new Vector2(column, row) * stride;
        int at = (2 * ((row * (640 / stride)) + column)) + anchor;
        switch (name)
        {
            case "score":
                elements[at] = score;
                break;
            case "box":
                float[] values =
                [
                    (corner.X - box.Left) / stride, (corner.Y - box.Top) / stride, (box.Right - corner.X) / stride, (box.Bottom - corner.Y) / stride,
                ];
                values.CopyTo(elements, at * 4);
                break;
            default:
                for (int i = 0; i < points.Length; i++)
                {
                    elements[(at * 10) + (2 * i)] = (points[i].X - corner.X) / stride;
                    elements[(at * 10) + (2 * i) + 1] = (points[i].Y - corner.Y) / stride;
                }

                break;
        }
    }
}
