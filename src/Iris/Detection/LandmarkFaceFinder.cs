using Iris.Imaging;
using Iris.Inference;
using Iris.Memory;

namespace Iris.Detection;

/// <summary>
/// Finds faces with a detector that gives landmarks by itself. What it is not sure of, it looks at once more from close by. The measurements behind
/// this are in <c>docs/decisions/0025-packs-of-other-models.md</c>. Thread-safe.
/// </summary>
internal sealed class LandmarkFaceFinder(LandmarkDetector detector) : FaceFinder
{
    // Faces that fill the frame, which such a detector misses more often than small ones: a border of this share of the long side.
    private const float BorderShare = 0.5f;

    // The landmarks of a face that is tilted from the nearest quarter turn lean towards those of one that is not.
    private const float MaxLevelRoll = 15 * Angle.Degree;
    private const float SettledRoll = 5 * Angle.Degree;
    private const int MaxCloserLooks = 3;

    private readonly DetectorScores _scores = detector.Scores;

    /// <inheritdoc/>
    public override FaceLandmarks Refit(Picture finer, DetectedFace face, InferenceRun run) =>
        LookCloser(finer, face, run) is { } closer && closer.DetectionScore >= _scores.CloseBy ? closer.Landmarks : face.Landmarks;

    public override void Dispose() => detector.Dispose();

    /// <inheritdoc/>
    protected override void FindIn(Picture picture, InferenceRun run, SensitiveList<DetectedFace> faces)
    {
        Region whole = WholeOf(picture);
        Detect(picture, [whole], Orientation.Upright, _scores.Doubtful, run, faces);
        if (faces.Count == 0 || faces.Items[0].DetectionScore < _scores.Upright)
        {
            TryOtherWaysUp(picture, whole, run, faces);
        }

        Judge(picture, run, faces);
        if (faces.Count == 0)
        {
            Detect(picture, [whole.Grow(MathF.Floor(picture.LongSide * BorderShare))], Orientation.Upright, _scores.Sure, run, faces);
        }

        if (faces.Count == 0)
        {
            FindInTiles(picture, TilesOf(picture), run, faces);
        }
    }

    /// <inheritdoc/>
    protected override void FindInTiles(Picture picture, ReadOnlySpan<Region> tiles, InferenceRun run, SensitiveList<DetectedFace> faces)
    {
        if (picture.LongSide > LandmarkDetector.Side)
        {
            Detect(picture, tiles, Orientation.Upright, _scores.Doubtful, run, faces);
            Judge(picture, run, faces);
        }
    }

    /// <inheritdoc/>
    protected override void WarmUp(Picture picture, SensitiveList<DetectedFace> faces, InferenceRun run)
    {
        foreach (DetectedFace face in faces.Items)
        {
            Refit(picture, face, run);
        }

        KeepBestOfOverlapping(faces);
    }

    // Adds what regions show, the best first.
    private void Detect(
        Picture picture, ReadOnlySpan<Region> regions, Orientation turn, float minScore, InferenceRun run, SensitiveList<DetectedFace> faces)
    {
        // Several regions show the same face, so it is kept once before the next one is looked at.
        using var found = new SensitiveList<DetectedFace>(2 * MaxFaces);
        foreach (Region region in regions)
        {
            float side = Math.Max(region.Width, region.Height);
            if (regions.Length > 1 && 2 * side <= LandmarkDetector.Side)
            {
                // A larger tile has shown this one as fine as it is.
                continue;
            }

            // Nothing is enlarged: what is small is seen better as it is.
            detector.Detect(picture, region.Grow(Math.Max(0, (LandmarkDetector.Side - side) / 2)), turn, minScore, run, found);
            KeepBestOfOverlapping(found);
        }

        foreach (DetectedFace face in found.Items)
        {
            faces.Add(face);
        }
    }

    // A face on its side or upside down is seen as well, and wrongly. From close by the right way up is seen best.
    private void TryOtherWaysUp(Picture picture, Region whole, InferenceRun run, SensitiveList<DetectedFace> faces)
    {
        float best = ScoreOfBest(faces);
        using var others = new SensitiveList<DetectedFace>(MaxFaces);
        foreach (Orientation turn in Turns)
        {
            Detect(picture, [whole], turn, _scores.Doubtful, run, others);
            float score = ScoreOfBest(others);
            if (score > best)
            {
                best = score;
                faces.Truncate(0);
                foreach (DetectedFace face in others.Items)
                {
                    faces.Add(face);
                }
            }

            others.Truncate(0);
        }

        float ScoreOfBest(SensitiveList<DetectedFace> seen) =>
            seen.Count > 0 && LookCloser(picture, seen.Items[0], run) is { } closer ? closer.DetectionScore : 0;
    }

    private void Judge(Picture picture, InferenceRun run, SensitiveList<DetectedFace> faces)
    {
        Span<DetectedFace> items = faces.Items;
        int kept = 0;
        foreach (DetectedFace face in items)
        {
            bool isLevel = MathF.Abs(MathF.IEEERemainder(face.Landmarks.Roll, MathF.PI / 2)) <= MaxLevelRoll;
            bool isSure = face.DetectionScore >= _scores.Sure;
            DetectedFace? closer = isSure && isLevel ? null : LookCloser(picture, face, run);
            if (closer?.DetectionScore >= _scores.CloseBy)
            {
                items[kept++] = closer.Value;
            }
            else if (isSure)
            {
                items[kept++] = face;
            }
        }

        faces.Truncate(kept);
        KeepBestOfOverlapping(faces);
    }

    // Upright, and again while that shows the face turned otherwise than it was thought to be. Null where nothing is seen from there.
    private DetectedFace? LookCloser(Picture picture, DetectedFace face, InferenceRun run)
    {
        for (int look = 1; ; look++)
        {
            if (detector.LookCloser(picture, face, run) is not { } closer)
            {
                return null;
            }

            if (look == MaxCloserLooks || Angle.Distance(closer.Landmarks.Roll, face.Landmarks.Roll) < SettledRoll)
            {
                return closer;
            }

            face = closer;
        }
    }

    private void KeepBestOfOverlapping(SensitiveList<DetectedFace> faces)
    {
        Span<DetectedFace> items = faces.Items;
        items.Sort(static (a, b) => b.DetectionScore.CompareTo(a.DetectionScore));
        int kept = 0;
        foreach (DetectedFace face in items)
        {
            if (kept < MaxFaces && !detector.OverlapsAny(items[..kept], face))
            {
                items[kept++] = face;
            }
        }

        faces.Truncate(kept);
    }
}
