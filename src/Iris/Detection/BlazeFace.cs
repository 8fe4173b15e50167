using System.Numerics;
using Iris.Alignment;
using Iris.Imaging;
using Iris.Inference;
using Iris.Memory;
using Iris.Models;

namespace Iris.Detection;

/// <summary>
/// Proposes faces with BlazeFace (Bazarevsky et al., "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs", 2019;
/// MediaPipe's back-camera network). Thread-safe.
/// </summary>
internal sealed class BlazeFace(ModelPack pack, ExecutionProvider provider) : IDisposable
{
    /// <summary>The most proposals of one look.</summary>
    public const int MaxProposals = FineAnchors + CoarseAnchors;

    private const int Side = 256;

    // A box (centre offset, size), then six points: image-left eye, image-right eye, nose, mouth, two ears; all in input pixels.
    private const int ValuesPerAnchor = 16;
    private const int FineAnchors = 512;
    private const int CoarseAnchors = 384;

    // A sigmoid score of 0.5.
    private const float MinLogit = 0;
    private const float OverlapOfOneFace = 0.3f;

    // A closer look shows a face in the middle, filling this share of the square. Measured: the proposal that it must bring
    // overlaps real faces by 0.66 or more, and by 0.41 at most where the first look took a part of a face for a whole one.
    private const float CloserLookShare = 1 / 3f;
    private const float CloserLookOverlap = 0.5f;

    private static readonly Vector2[] Anchors = [.. AnchorCentres(16, 2), .. AnchorCentres(32, 6)];

    private static readonly Preprocessing Preprocessing = new(Scale: 2f / byte.MaxValue, Offset: -1);

    private readonly Network _network = Network.Load(pack, ModelRole.Detector, Layout, provider);

    /// <summary>The network's tensors, by the names that the conversion of the default pack gave them.</summary>
    public static NetworkLayout Layout { get; } = new(
        new("input", 3, Side, Side),
        new("reg_512", FineAnchors, ValuesPerAnchor),
        new("reg_384", CoarseAnchors, ValuesPerAnchor),
        new("cls_512", FineAnchors, 1),
        new("cls_384", CoarseAnchors, 1));

    /// <summary>Adds the faces proposed in a region of a picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="region">The region, which may reach beyond the picture.</param>
    /// <param name="turn">How to turn the region first: the network knows faces that are more or less upright.</param>
    /// <param name="run">The picture's runs.</param>
    /// <param name="proposals">Where the proposals go, in pixels of the picture.</param>
    public void Detect(Picture picture, Region region, Orientation turn, InferenceRun run, SensitiveList<FaceProposal> proposals)
    {
        var letterbox = new Letterbox(region, turn, Side);
        using var input = new SensitiveBuffer<float>(3 * Side * Side);
        using (Picture square = letterbox.Draw(picture))
        {
            Planes.Write(square, Preprocessing, input.Span);
        }

        using var found = new SensitiveList<FaceProposal>(MaxProposals);
        DetectInSquare(input, run, found);
        foreach (FaceProposal proposal in found.Items)
        {
            if (proposals.IsFull)
            {
                break;
            }

            proposals.Add(new(
                letterbox.ToPicture(proposal.Box.Centre, new(proposal.Box.Width, proposal.Box.Height)),
                letterbox.ToPicture(proposal.LeftEye),
                letterbox.ToPicture(proposal.RightEye),
                proposal.Score));
        }
    }

    /// <summary>Looks at one face from close by and upright.</summary>
    /// <returns>The detector's new proposal for it, in pixels of the picture; null when it does not propose it again.</returns>
    public FaceProposal? LookCloser(Picture picture, FaceCrop crop, InferenceRun run)
    {
        using var input = new SensitiveBuffer<float>(3 * Side * Side);
        SimilarityTransform toSquare = SimilarityTransform.About(
            crop.Centre, new Vector2(Side / 2f), Side * CloserLookShare / crop.FaceSide, -crop.Roll);
        SimilarityWarp.Cut(picture, toSquare, Side, Preprocessing, input.Span);

        using var found = new SensitiveList<FaceProposal>(MaxProposals);
        DetectInSquare(input, run, found);
        float near = Side * (1 - CloserLookShare) / 2;
        var expected = new FaceBox(near, near, Side - near, Side - near);
        SimilarityTransform toPicture = toSquare.Inverse();
        foreach (FaceProposal proposal in found.Items)
        {
            if (proposal.Box.IntersectionOverUnion(expected) >= CloserLookOverlap)
            {
                return proposal.Transformed(toPicture);
            }
        }

        return null;
    }

    /// <summary>
    /// Makes one proposal of those that overlap the best one, each weighing as much as its score (MediaPipe's weighted suppression), and
    /// lists the best first.
    /// </summary>
    public static void MergeOverlapping(SensitiveList<FaceProposal> proposals)
    {
        Span<FaceProposal> items = proposals.Items;
        items.Sort(static (a, b) => b.Score.CompareTo(a.Score));
        int merged = 0;
        for (int end = items.Length; merged < end; merged++)
        {
            FaceProposal best = items[merged];
            Vector4 box = Vector4.Zero, eyes = Vector4.Zero;
            float weight = 0;
            int others = merged + 1;
            for (int i = merged; i < end; i++)
            {
                FaceProposal other = items[i];
                if (i > merged && best.Box.IntersectionOverUnion(other.Box) < OverlapOfOneFace)
                {
                    items[others++] = other;
                    continue;
                }

                box += other.Score * new Vector4(other.Box.Left, other.Box.Top, other.Box.Right, other.Box.Bottom);
                eyes += other.Score * new Vector4(other.LeftEye, other.RightEye.X, other.RightEye.Y);
                weight += other.Score;
            }

            box /= weight;
            eyes /= weight;
            items[merged] = new(new(box.X, box.Y, box.Z, box.W), new(eyes.X, eyes.Y), new(eyes.Z, eyes.W), best.Score);
            end = others;
        }

        proposals.Truncate(merged);
    }

    public void Dispose() => _network.Dispose();

    private void DetectInSquare(SensitiveBuffer<float> input, InferenceRun run, SensitiveList<FaceProposal> proposals)
    {
        using var fineBoxes = new SensitiveBuffer<float>(FineAnchors * ValuesPerAnchor);
        using var coarseBoxes = new SensitiveBuffer<float>(CoarseAnchors * ValuesPerAnchor);
        using var fineLogits = new SensitiveBuffer<float>(FineAnchors);
        using var coarseLogits = new SensitiveBuffer<float>(CoarseAnchors);
        _network.Run(run, input, [fineBoxes, coarseBoxes, fineLogits, coarseLogits]);

        Decode(fineBoxes.Span, fineLogits.Span, Anchors.AsSpan(0, FineAnchors), proposals);
        Decode(coarseBoxes.Span, coarseLogits.Span, Anchors.AsSpan(FineAnchors), proposals);
        MergeOverlapping(proposals);
    }

    private static void Decode(
        ReadOnlySpan<float> boxes, ReadOnlySpan<float> logits, ReadOnlySpan<Vector2> anchors, SensitiveList<FaceProposal> proposals)
    {
        for (int i = 0; i < logits.Length; i++)
        {
            if (!(logits[i] >= MinLogit))
            {
                continue;
            }

            ReadOnlySpan<float> values = boxes.Slice(i * ValuesPerAnchor, ValuesPerAnchor);
            Vector2 centre = anchors[i] + new Vector2(values[0], values[1]);
            Vector2 half = new Vector2(values[2], values[3]) / 2;
            proposals.Add(new(
                new(centre.X - half.X, centre.Y - half.Y, centre.X + half.X, centre.Y + half.Y),
                anchors[i] + new Vector2(values[4], values[5]),
                anchors[i] + new Vector2(values[6], values[7]),
                Sigmoid(logits[i])));
        }
    }

    private static IEnumerable<Vector2> AnchorCentres(int stride, int perCell)
    {
        int cells = Side / stride;
        for (int y = 0; y < cells; y++)
        {
            for (int x = 0; x < cells; x++)
            {
                for (int i = 0; i < perCell; i++)
                {
                    yield return new((x + 0.5f) * stride, (y + 0.5f) * stride);
                }
            }
        }
    }

    private static float Sigmoid(float logit) => 1 / (1 + MathF.Exp(-logit));
}
