using System.Numerics;
using Iris.Alignment;
using Iris.Imaging;
using Iris.Inference;
using Iris.Memory;
using Iris.Models;

namespace Iris.Detection;

/// <summary>A detector that gives landmarks by itself: a grid of anchors for each of three strides. Thread-safe.</summary>
internal abstract class LandmarkDetector : IDisposable
{
    /// <summary>The side of the square that it looks at.</summary>
    public const int Side = 640;

    /// <summary>The strides of the grids in pixels.</summary>
    protected static ReadOnlySpan<int> Strides => [8, 16, 32];

    // A closer look shows a face in the middle, filling this share of the square. Of a sixth, a quarter and a third this tells faces best from others.
    private const float CloserLookShare = 1 / 3f;
    private const float CloserLookOverlap = 0.5f;

    private readonly Network _network;
    private readonly NetworkLayout _layout;
    private readonly Preprocessing _preprocessing;
    private readonly int _anchors;

    /// <param name="pack">The pack.</param>
    /// <param name="provider">What computes the network.</param>
    /// <param name="layout">The tensors.</param>
    /// <param name="preprocessing">How a channel value becomes an input element.</param>
    /// <param name="anchorsOfCell">How many anchors each cell of the grids has.</param>
    protected LandmarkDetector(ModelPack pack, ExecutionProvider provider, NetworkLayout layout, Preprocessing preprocessing, int anchorsOfCell)
    {
        _network = Network.Load(pack, ModelRole.Detector, layout, provider);
        _layout = layout;
        _preprocessing = preprocessing;
        foreach (int stride in Strides)
        {
            _anchors += CellsOf(stride) * anchorsOfCell;
        }
    }

    /// <summary>How sure it has to be.</summary>
    public abstract DetectorScores Scores { get; }

    /// <summary>The intersection over union from which two faces are one.</summary>
    protected abstract float OverlapOfOneFace { get; }

    /// <summary>The cells of a grid.</summary>
    protected static int CellsOf(int stride) => Side / stride * (Side / stride);

    /// <summary>Adds the faces in a region of a picture, the best first, as far as there is room.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="region">The region, which may reach beyond the picture.</param>
    /// <param name="turn">How to turn the region first.</param>
    /// <param name="minScore">The least score.</param>
    /// <param name="run">The picture's runs.</param>
    /// <param name="faces">Where the faces go, in pixels of the picture.</param>
    public void Detect(Picture picture, Region region, Orientation turn, float minScore, InferenceRun run, SensitiveList<DetectedFace> faces)
    {
        var letterbox = new Letterbox(region, turn, Side);
        using var input = new SensitiveBuffer<float>(3 * Side * Side);
        using (Picture square = letterbox.Draw(picture))
        {
            Planes.Write(square, _preprocessing, input.Span);
        }

        int first = faces.Count;
        DetectInSquare(input, minScore, run, faces);
        foreach (ref DetectedFace face in faces.Items[first..])
        {
            FaceLandmarks points = face.Landmarks;
            face = FaceOf(
                letterbox.ToPicture(face.Box.Centre, new(face.Box.Width, face.Box.Height)),
                new(ToPicture(points.LeftEye), ToPicture(points.RightEye), ToPicture(points.Nose), ToPicture(points.LeftMouth), ToPicture(points.RightMouth)),
                face.DetectionScore);
        }

        // A point counts from the centre of the first pixel, the letterbox from that pixel's corner.
        Vector2 ToPicture(Vector2 point) => letterbox.ToPicture(point + new Vector2(0.5f)) - new Vector2(0.5f);
    }

    /// <summary>Looks at one face from close by and upright.</summary>
    /// <returns>The face as it is seen from there, in pixels of the picture; null when it is not seen again.</returns>
    public DetectedFace? LookCloser(Picture picture, DetectedFace face, InferenceRun run)
    {
        FaceCrop crop = FaceCrop.Around(face);
        SimilarityTransform toSquare = SimilarityTransform.About(
            crop.Centre, new Vector2(Side / 2f), Side * CloserLookShare / crop.FaceSide, -crop.Roll);
        using var input = new SensitiveBuffer<float>(3 * Side * Side);
        SimilarityWarp.Cut(picture, toSquare, Side, _preprocessing, input.Span);

        using var found = new SensitiveList<DetectedFace>(FaceFinder.MaxFaces);
        DetectInSquare(input, Scores.Doubtful, run, found);
        float near = Side * (1 - CloserLookShare) / 2;
        var expected = new FaceBox(near, near, Side - near, Side - near);
        SimilarityTransform toPicture = toSquare.Inverse();
        foreach (DetectedFace seen in found.Items)
        {
            if (seen.Box.IntersectionOverUnion(expected) >= CloserLookOverlap)
            {
                Vector2 centre = toPicture.Apply(seen.Box.Centre);
                Vector2 half = new Vector2(seen.Box.Width, seen.Box.Height) * (toPicture.Scale / 2);
                return FaceOf(
                    new(centre.X - half.X, centre.Y - half.Y, centre.X + half.X, centre.Y + half.Y),
                    seen.Landmarks.Transformed(toPicture),
                    seen.DetectionScore);
            }
        }

        return null;
    }

    /// <summary>Whether a face overlaps one of others so far that it is the same.</summary>
    public bool OverlapsAny(ReadOnlySpan<DetectedFace> faces, in DetectedFace face)
    {
        foreach (ref readonly DetectedFace other in faces)
        {
            if (other.Box.IntersectionOverUnion(face.Box) >= OverlapOfOneFace)
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose() => _network.Dispose();

    /// <summary>Makes a face of what a detector says of it.</summary>
    protected static DetectedFace FaceOf(FaceBox box, FaceLandmarks landmarks, float score) =>
        new(box, landmarks, new FacePose(landmarks.Roll / Angle.Degree, float.NaN, float.NaN), score, FaceFlag: float.NaN);

    /// <summary>Lists the anchors with at least a score.</summary>
    protected abstract void Collect(ReadOnlySpan<SensitiveBuffer<float>> outputs, float minScore, SensitiveList<ScoredAnchor> anchors);

    /// <summary>Reads the face of an anchor, in pixels of the square.</summary>
    protected abstract DetectedFace Read(ReadOnlySpan<SensitiveBuffer<float>> outputs, ScoredAnchor anchor);

    private void DetectInSquare(SensitiveBuffer<float> input, float minScore, InferenceRun run, SensitiveList<DetectedFace> faces)
    {
        var outputs = new SensitiveBuffer<float>[_layout.Outputs.Count];
        try
        {
            for (int i = 0; i < outputs.Length; i++)
            {
                outputs[i] = new(_layout.Outputs[i].Length);
            }

            _network.Run(run, input, outputs);
            using var anchors = new SensitiveList<ScoredAnchor>(_anchors);
            Collect(outputs, minScore, anchors);
            KeepBestOfOverlapping(outputs, anchors.Items, faces);
        }
        finally
        {
            foreach (SensitiveBuffer<float>? output in outputs)
            {
                output?.Dispose();
            }
        }
    }

    // A face without extent could not be aligned, nor could one that is made of numbers that are none.
    private static bool IsSound(in DetectedFace face) =>
        face.Box.ShortSide >= 1 && float.IsFinite(face.Box.Area) && face.Landmarks.EyeDistance >= 1 && float.IsFinite(face.Landmarks.EyeDistance)
        && float.IsFinite((face.Landmarks.Nose + face.Landmarks.LeftMouth + face.Landmarks.RightMouth).LengthSquared());

    private void KeepBestOfOverlapping(ReadOnlySpan<SensitiveBuffer<float>> outputs, Span<ScoredAnchor> anchors, SensitiveList<DetectedFace> faces)
    {
        int first = faces.Count;
        anchors.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Index.CompareTo(b.Index));
        foreach (ScoredAnchor anchor in anchors)
        {
            if (faces.IsFull)
            {
                break;
            }

            DetectedFace face = Read(outputs, anchor);
            if (IsSound(face) && !OverlapsAny(faces.Items[first..], face))
            {
                faces.Add(face);
            }
        }
    }

    /// <summary>An anchor that shows a face.</summary>
    /// <param name="Grid">Its grid: the index of the stride.</param>
    /// <param name="Index">Its place in the grid.</param>
    /// <param name="Score">How sure the detector is, 0 to 1.</param>
    protected readonly record struct ScoredAnchor(int Grid, int Index, float Score);
}

/// <summary>How sure a detector has to be, in scores from 0 to 1.</summary>
/// <param name="Doubtful">From here on a face is looked at from close by.</param>
/// <param name="Sure">From here on it is one without that.</param>
/// <param name="CloseBy">What it must have from close by.</param>
/// <param name="Upright">What a picture's best face must have lest the picture is looked at in its other ways up.</param>
internal readonly record struct DetectorScores(float Doubtful, float Sure, float CloseBy, float Upright);
