using System.Numerics;
using Iris.Imaging;
using Iris.Inference;
using Iris.Memory;
using Iris.Models;

namespace Iris.Detection;

/// <summary>
/// Finds the faces of a picture: the detector proposes, the mesh refines and judges. Where nothing is found it tries again: with a
/// border, with the picture turned, in tiles. Thread-safe.
/// </summary>
internal sealed class FaceFinder(ModelPack pack, ExecutionProvider provider) : IDisposable
{
    /// <summary>The most faces of a picture. Bounds the work that one made to look like hundreds of faces can cause.</summary>
    public const int MaxFaces = 128;

    // Faces that fill the frame: a border of this share of the long side.
    private const float BorderShare = 0.25f;

    // Small faces: overlapping tiles of this share of the long side.
    private const float TileShare = 0.6f;

    // Small faces beside large ones: tiles of half and of a quarter. Measured: an eighth takes twice as long, finds no further face and
    // a part of one.
    private const float HalfTileShare = 0.5f;
    private const float QuarterTileShare = 0.25f;

    private const int MaxPasses = 4;
    private const float SettledRoll = 5 * Angle.Degree;

    // A picture with a shorter side holds no face that could be compared.
    private const int MinShortSide = 12;

    private static readonly Orientation[] Turns = [Orientation.TurnHalf, Orientation.TurnClockwise, Orientation.TurnCounterclockwise];

    private readonly FaceDetector _detector = new(pack, provider);
    private readonly FaceMesh _mesh = new(pack, provider);

    /// <summary>Finds the faces of a picture, largest first, in that picture's pixels.</summary>
    public void Find(Picture picture, InferenceRun run, SensitiveList<DetectedFace> faces)
    {
        if (Math.Min(picture.Width, picture.Height) < MinShortSide)
        {
            return;
        }

        var whole = new Region(0, 0, picture.Width, picture.Height);
        Region bordered = whole.Grow(MathF.Floor(picture.LongSide * BorderShare));
        if (FindIn([whole], Orientation.Upright, FaceEvidence.FirstLook) || FindIn([bordered], Orientation.Upright, FaceEvidence.FurtherLook))
        {
            return;
        }

        foreach (Orientation turn in Turns)
        {
            if (FindIn([bordered], turn, FaceEvidence.FurtherLook))
            {
                return;
            }
        }

        FindIn(Tiles(picture, TileShare), Orientation.Upright, FaceEvidence.FurtherLook);

        bool FindIn(ReadOnlySpan<Region> regions, Orientation turn, FaceEvidence evidence)
        {
            using var proposals = new SensitiveList<FaceProposal>(MaxFaces);
            foreach (Region region in regions)
            {
                _detector.Detect(picture, region, turn, run, proposals);
            }

            Refine(picture, proposals.Items, evidence, run, faces);
            return faces.Count > 0;
        }
    }

    /// <summary>Adds the small faces that tiles of a picture show to those that were found in it as a whole, which stay as they are.</summary>
    /// <param name="finest">The picture in the finest decode there is.</param>
    /// <param name="picture">The picture that the faces were found in.</param>
    /// <param name="run">The picture's runs.</param>
    /// <param name="faces">The faces, largest first, in pixels of <paramref name="picture"/>.</param>
    public void FindSmall(Picture finest, Picture picture, InferenceRun run, SensitiveList<DetectedFace> faces)
    {
        if (Math.Min(picture.Width, picture.Height) < MinShortSide)
        {
            return;
        }

        // Several tiles show the same face, so they are merged tile by tile, and the best are kept.
        using var proposals = new SensitiveList<FaceProposal>(MaxFaces + FaceDetector.MaxProposals);
        foreach (Region tile in (Region[])[.. Tiles(finest, HalfTileShare), .. Tiles(finest, QuarterTileShare)])
        {
            _detector.Detect(finest, tile, Orientation.Upright, run, proposals);
            FaceDetector.MergeOverlapping(proposals);
            proposals.Truncate(Math.Min(proposals.Count, MaxFaces));
        }

        using var small = new SensitiveList<DetectedFace>(MaxFaces);
        Refine(finest, proposals.Items, FaceEvidence.FurtherLook, run, small);
        float scale = (float)picture.LongSide / finest.LongSide;
        foreach (DetectedFace face in small.Items)
        {
            DetectedFace scaled = face.Scaled(scale);
            if (!faces.IsFull && !FaceEvidence.IsPartOfAny(faces.Items, scaled))
            {
                faces.Add(scaled);
            }
        }

        SortByArea(faces);
    }

    /// <summary>Fits a face again in a finer picture than the one that it was found in.</summary>
    /// <param name="finer">The finer picture.</param>
    /// <param name="face">The face in that picture's pixels.</param>
    /// <param name="run">The picture's runs.</param>
    /// <returns>The landmarks in that picture: new ones where the mesh is clear, else those of the face.</returns>
    public FaceLandmarks Refit(Picture finer, DetectedFace face, InferenceRun run)
    {
        using var points = new SensitiveBuffer<Vector3>(FaceMesh.PointCount);
        FaceCrop crop = FaceCrop.Around(face);
        float score = face.DetectionScore;
        if (_detector.LookCloser(finer, crop, run) is { } closer && FaceCrop.Around(closer) is var closerCrop && closerCrop.Disagrees(crop))
        {
            (crop, score) = (closerCrop, closer.Score);
        }

        return FaceEvidence.IsClear(FitBestWay(finer, crop, score, run, points.Span)) ? FaceMesh.Landmarks(points.Span) : face.Landmarks;
    }

    /// <summary>Runs the stages that a picture without a face does not reach, on made-up faces.</summary>
    /// <param name="picture">Any picture.</param>
    /// <param name="run">The picture's runs.</param>
    /// <param name="faces">Where the made-up faces go: a large one and a small one, in the middle of the picture.</param>
    public void WarmUp(Picture picture, InferenceRun run, SensitiveList<DetectedFace> faces)
    {
        Vector2 centre = new Vector2(picture.Width, picture.Height) / 2;
        foreach (float eyeDistance in (ReadOnlySpan<float>)[picture.LongSide / 4f, picture.LongSide / 16f])
        {
            float half = eyeDistance / 2;
            FaceLandmarks landmarks = new(
                centre - new Vector2(half), centre + new Vector2(half, -half), centre, centre + new Vector2(-half, half), centre + new Vector2(half));
            FaceBox box = new(centre.X - eyeDistance, centre.Y - eyeDistance, centre.X + eyeDistance, centre.Y + eyeDistance);
            faces.Add(new(box, landmarks, Pose: default, DetectionScore: 1, FaceFlag: 1));

            FaceProposal proposal = new(box, landmarks.LeftEye, landmarks.RightEye, Score: 1);
            using var points = new SensitiveBuffer<Vector3>(FaceMesh.PointCount);
            TryRefine(picture, proposal, FaceEvidence.FirstLook, run, points.Span, out _);
            Refit(picture, faces.Items[^1], run);
        }

        FaceEvidence.KeepBestOfOverlapping(faces);
        SortByArea(faces);
    }

    public void Dispose()
    {
        _detector.Dispose();
        _mesh.Dispose();
    }

    private static Region[] Tiles(Picture picture, float share)
    {
        (int width, int height) = (picture.Width, picture.Height);
        int side = Math.Max(1, (int)(picture.LongSide * share));
        return [.. from y in TileStarts(height, side) from x in TileStarts(width, side)
                   select new Region(x, y, Math.Min(side, width - x), Math.Min(side, height - y))];
    }

    // From end to end, neighbours overlapping by half a tile or more, so that one of them shows a face in between whole.
    private static IEnumerable<int> TileStarts(int length, int side)
    {
        int rest = Math.Max(0, length - side);
        int steps = (int)Math.Ceiling(rest / (side / 2.0));
        return Enumerable.Range(0, steps + 1).Select(i => steps == 0 ? 0 : rest * i / steps);
    }

    private void Refine(
        Picture picture, ReadOnlySpan<FaceProposal> proposals, FaceEvidence evidence, InferenceRun run, SensitiveList<DetectedFace> faces)
    {
        using var points = new SensitiveBuffer<Vector3>(FaceMesh.PointCount);
        foreach (FaceProposal proposal in proposals)
        {
            if (TryRefine(picture, proposal, evidence, run, points.Span, out float flag))
            {
                faces.Add(new(FaceMesh.Bounds(points.Span), FaceMesh.Landmarks(points.Span), FaceMesh.Pose(points.Span), proposal.Score, flag));
            }
        }

        FaceEvidence.KeepBestOfOverlapping(faces);
        SortByArea(faces);
    }

    private static void SortByArea(SensitiveList<DetectedFace> faces) =>
        faces.Items.Sort(static (a, b) => b.Box.Area.CompareTo(a.Box.Area));

    private bool TryRefine(
        Picture picture, FaceProposal proposal, FaceEvidence evidence, InferenceRun run, Span<Vector3> points, out float flag)
    {
        flag = FitBestWay(picture, FaceCrop.Around(proposal), proposal.Score, run, points);
        if (!evidence.Suffices(proposal.Score, flag))
        {
            return false;
        }

        FaceCrop crop = FaceCrop.Around(points);
        if (!FaceEvidence.IsDoubtful(proposal.Score, flag, crop.Roll))
        {
            return true;
        }

        if (_detector.LookCloser(picture, crop, run) is not { } closer)
        {
            return false;
        }

        // It sees the face upright and at the size it knows best: where it disagrees with the first look, it is usually right. A
        // profile is the exception, and keeps the clearer of the two meshes.
        FaceCrop closerCrop = FaceCrop.Around(closer);
        if (!closerCrop.Disagrees(crop))
        {
            return true;
        }

        using var closerPoints = new SensitiveBuffer<Vector3>(FaceMesh.PointCount);
        float closerFlag = FitBestWay(picture, closerCrop, closer.Score, run, closerPoints.Span);
        if (closerFlag >= flag || FaceEvidence.IsTilted(crop.Roll))
        {
            closerPoints.Span.CopyTo(points);
            flag = closerFlag;
        }

        return evidence.Suffices(proposal.Score, flag);
    }

    // Each way up, since the detector's eyes do not tell up from down, unless the first way leaves no doubt.
    private float FitBestWay(Picture picture, FaceCrop crop, float score, InferenceRun run, Span<Vector3> points)
    {
        float flag = FitRepeatedly(picture, crop, run, points, out float lowestFlag);
        if (FaceEvidence.IsSurelyThisWayUp(score, lowestFlag))
        {
            return flag;
        }

        using var other = new SensitiveBuffer<Vector3>(FaceMesh.PointCount);
        float otherFlag = FitRepeatedly(picture, crop.UpsideDown(), run, other.Span, out _);
        if (!FaceEvidence.IsUpsideDown(flag, otherFlag))
        {
            return flag;
        }

        other.Span.CopyTo(points);
        return otherFlag;
    }

    // Two passes, the second around the first one's mesh; for a tilted face more while the mesh still turns.
    private float FitRepeatedly(Picture picture, FaceCrop crop, InferenceRun run, Span<Vector3> points, out float lowestFlag)
    {
        lowestFlag = _mesh.Fit(picture, crop, run, points);
        for (int pass = 2; ; pass++)
        {
            FaceCrop next = FaceCrop.Around(points);
            float flag = _mesh.Fit(picture, next, run, points);
            lowestFlag = Math.Min(lowestFlag, flag);
            float roll = FaceMesh.Landmarks(points).Roll;
            if (pass == MaxPasses || !FaceEvidence.IsTilted(roll) || Angle.Distance(roll, next.Roll) < SettledRoll)
            {
                return flag;
            }
        }
    }
}
