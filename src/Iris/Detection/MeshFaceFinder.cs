using System.Numerics;
using Iris.Imaging;
using Iris.Inference;
using Iris.Memory;
using Iris.Models;

namespace Iris.Detection;

/// <summary>
/// Finds faces with BlazeFace and Face Mesh: the one proposes, the other refines and judges. Where nothing is found they try again: with a
/// border, with the picture turned, in tiles. Thread-safe.
/// </summary>
internal sealed class MeshFaceFinder(ModelPack pack, ExecutionProvider provider) : FaceFinder
{
    // Faces that fill the frame: a border of this share of the long side.
    private const float BorderShare = 0.25f;

    private const int MaxPasses = 4;
    private const float SettledRoll = 5 * Angle.Degree;

    private readonly BlazeFace _detector = new(pack, provider);
    private readonly FaceMesh _mesh = new(pack, provider);

    /// <inheritdoc/>
    public override FaceLandmarks Refit(Picture finer, DetectedFace face, InferenceRun run)
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

    public override void Dispose()
    {
        _detector.Dispose();
        _mesh.Dispose();
    }

    /// <inheritdoc/>
    protected override void FindIn(Picture picture, InferenceRun run, SensitiveList<DetectedFace> faces)
    {
        Region whole = WholeOf(picture);
        Region bordered = whole.Grow(MathF.Floor(picture.LongSide * BorderShare));
        if (LookAt([whole], Orientation.Upright, FaceEvidence.FirstLook) || LookAt([bordered], Orientation.Upright, FaceEvidence.FurtherLook))
        {
            return;
        }

        foreach (Orientation turn in Turns)
        {
            if (LookAt([bordered], turn, FaceEvidence.FurtherLook))
            {
                return;
            }
        }

        LookAt(TilesOf(picture), Orientation.Upright, FaceEvidence.FurtherLook);

        bool LookAt(ReadOnlySpan<Region> regions, Orientation turn, FaceEvidence evidence)
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

    /// <inheritdoc/>
    protected override void FindInTiles(Picture picture, ReadOnlySpan<Region> tiles, InferenceRun run, SensitiveList<DetectedFace> faces)
    {
        // Several tiles show the same face, so they are merged tile by tile, and the best are kept.
        using var proposals = new SensitiveList<FaceProposal>(MaxFaces + BlazeFace.MaxProposals);
        foreach (Region tile in tiles)
        {
            _detector.Detect(picture, tile, Orientation.Upright, run, proposals);
            BlazeFace.MergeOverlapping(proposals);
            proposals.Truncate(Math.Min(proposals.Count, MaxFaces));
        }

        Refine(picture, proposals.Items, FaceEvidence.FurtherLook, run, faces);
    }

    /// <inheritdoc/>
    protected override void WarmUp(Picture picture, SensitiveList<DetectedFace> faces, InferenceRun run)
    {
        using var points = new SensitiveBuffer<Vector3>(FaceMesh.PointCount);
        foreach (DetectedFace face in faces.Items)
        {
            FaceProposal proposal = new(face.Box, face.Landmarks.LeftEye, face.Landmarks.RightEye, Score: 1);
            TryRefine(picture, proposal, FaceEvidence.FirstLook, run, points.Span, out _);
            Refit(picture, face, run);
        }

        FaceEvidence.KeepBestOfOverlapping(faces);
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
    }

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
