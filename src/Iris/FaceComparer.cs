using Iris.Alignment;
using Iris.Detection;
using Iris.Embedding;
using Iris.Imaging;
using Iris.Inference;
using Iris.Memory;
using Iris.Models;

namespace Iris;

/// <summary>
/// Finds faces in pictures and says how similar they are. Load it once and share it: it is immutable and thread-safe, each call
/// runs on the calling thread, and calls run side by side. Nothing of a picture outlives the call but the result, which its
/// receiver releases.
/// </summary>
/// <example>
/// <code>
/// using var comparer = FaceComparer.Load(ModelPack.Open(ModelPack.DefaultFolder));
/// Comparison comparison = comparer.Compare(File.ReadAllBytes("probe.jpg"), File.ReadAllBytes("candidate.jpg"));
/// </code>
/// </example>
public sealed class FaceComparer : IDisposable
{
    private readonly PictureLimits _limits;
    private readonly FaceFinder _finder;
    private readonly FaceEmbedder _embedder;
    private readonly StageClock _clock;

    private FaceComparer(ModelPack pack, PictureLimits limits, Action<EngineStage, TimeSpan>? stageEnded)
    {
        _limits = limits;
        _clock = new StageClock(stageEnded);
        Models = pack.Manifest;
        _finder = new FaceFinder(pack);
        _embedder = new FaceEmbedder(pack);
    }

    /// <summary>The model pack in use.</summary>
    public ModelManifest Models { get; }

    /// <summary>Loads the networks of a model pack.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="limits">Bounds on pictures; <see cref="PictureLimits.Default"/> when null.</param>
    /// <param name="stageEnded">
    /// Is told how long each stage of each picture has taken, also one that was cancelled, on the thread that works on the picture.
    /// </param>
    /// <exception cref="ModelPackException">A file of the pack is missing, damaged or not what the manifest describes.</exception>
    public static FaceComparer Load(ModelPack pack, PictureLimits? limits = null, Action<EngineStage, TimeSpan>? stageEnded = null)
    {
        ArgumentNullException.ThrowIfNull(pack);
        return new FaceComparer(pack, limits ?? PictureLimits.Default, stageEnded);
    }

    /// <summary>
    /// Says how much memory <see cref="FindFaces(ReadOnlySpan{byte}, FaceSelection, CancellationToken)"/> takes for a picture's pixels, decodes and
    /// metadata, from its header: an upper bound, the same for the same bytes and limits. Most pictures take less: a second, finer
    /// decode, which is counted, is made for small faces only. The networks are not counted.
    /// </summary>
    /// <param name="picture">The bytes of a picture, or any others.</param>
    /// <returns>Bytes; 0 for what is refused by its header, at most <see cref="PictureLimits.MaxDecodeBytes"/>.</returns>
    public unsafe long MeasureDecode(ReadOnlySpan<byte> picture)
    {
        fixed (byte* bytes = picture)
        {
            using EncodedPicture? encoded = EncodedPicture.Open(bytes, picture.Length, _limits, CancellationToken.None, out _);
            return encoded?.MemoryBytes ?? 0;
        }
    }

    /// <summary>Finds the faces of a picture and computes embeddings.</summary>
    /// <param name="picture">A JPEG, PNG, WebP, GIF (first frame) or BMP file. Any other bytes are an outcome, not an error.</param>
    /// <param name="embed">Which faces get an embedding.</param>
    /// <param name="cancellationToken">Ends the work, also in the middle of a network's run and of a decode, other than one of WebP.</param>
    /// <returns>The outcome and the faces. The caller releases it.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public unsafe PictureFaces FindFaces(
        ReadOnlySpan<byte> picture, FaceSelection embed = FaceSelection.Largest, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        fixed (byte* bytes = picture)
        {
            using EncodedPicture? encoded = EncodedPicture.Open(bytes, picture.Length, _limits, cancellationToken, out PictureOutcome refusal);
            return encoded is null ? new PictureFaces(refusal) : FindFaces(encoded, embed, cancellationToken);
        }
    }

    /// <summary>Compares the largest faces of two pictures.</summary>
    /// <param name="probe">The picture of the person in question.</param>
    /// <param name="candidate">The picture of a known person.</param>
    /// <param name="cancellationToken">Ends the work, also in the middle of a network's run.</param>
    /// <returns>What became of both pictures and, if both have a face, the similarity.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Comparison Compare(ReadOnlySpan<byte> probe, ReadOnlySpan<byte> candidate, CancellationToken cancellationToken = default)
    {
        using PictureFaces probeFaces = FindFaces(probe, FaceSelection.Largest, cancellationToken);
        using PictureFaces candidateFaces = FindFaces(candidate, FaceSelection.Largest, cancellationToken);
        return new(probeFaces.Outcome, candidateFaces.Outcome, probeFaces.SimilarityTo(candidateFaces));
    }

    /// <summary>Runs every stage once, so that the first picture does not pay for compilation and first-time allocations.</summary>
    public unsafe void WarmUp()
    {
        byte[] file = BlankPicture.Encode();
        fixed (byte* bytes = file)
        {
            using EncodedPicture blank = EncodedPicture.Open(bytes, file.Length, _limits, CancellationToken.None, out _)
                ?? throw new InvalidOperationException("The picture to warm up with cannot be read.");

            // A picture without a face takes every look that there is; the stages after that are run on made-up faces.
            using PictureFaces none = FindFaces(blank, FaceSelection.All, CancellationToken.None);
            using var run = new InferenceRun(CancellationToken.None);
            using var found = new SensitiveList<DetectedFace>(FaceFinder.MaxFaces);
            using Picture? picture = blank.Decode(reduction: 1);
            _finder.WarmUp(picture!, run, found);
            using PictureFaces faces = Embed(blank, picture!, found.Items, FaceSelection.All, run);
            faces.SimilarityTo(faces);
        }
    }

    /// <summary>Frees the networks. No call may be under way.</summary>
    public void Dispose()
    {
        _finder.Dispose();
        _embedder.Dispose();
    }

    private PictureFaces FindFaces(EncodedPicture encoded, FaceSelection embed, CancellationToken cancellationToken)
    {
        using var run = new InferenceRun(cancellationToken);
        using var found = new SensitiveList<DetectedFace>(FaceFinder.MaxFaces);
        int reduction = encoded.PreferredReduction;
        using Picture? picture = Decode(encoded, reduction);
        if (picture is null)
        {
            return new PictureFaces(PictureOutcome.Unreadable);
        }

        using (_clock.Begin(EngineStage.Detect))
        {
            _finder.Find(picture, run, found);
        }

        if (found.Count == 0)
        {
            return new PictureFaces(PictureOutcome.NoFace);
        }

        return Embed(encoded, picture, found.Items, embed, run);
    }

    private PictureFaces Embed(
        EncodedPicture encoded, Picture picture, ReadOnlySpan<DetectedFace> found, FaceSelection embed, InferenceRun run)
    {
        int embeddedCount = embed == FaceSelection.All ? found.Length : 1;
        var faces = new PictureFaces(encoded.Width, encoded.Height, found.Length, embeddedCount, _embedder.Length);
        try
        {
            float scale = (float)Math.Max(encoded.Width, encoded.Height) / picture.LongSide;
            for (int i = 0; i < found.Length; i++)
            {
                faces.FaceSpan[i] = found[i].Scaled(scale);
            }

            Embed(encoded, picture, found[..embeddedCount], run, faces);
            return faces;
        }
        catch
        {
            faces.Dispose();
            throw;
        }
    }

    // A face that is smaller in the reduced picture than in the aligned crop is cut from a finer decode, lest a small face in
    // a large photograph be compared from a thumbnail.
    private void Embed(
        EncodedPicture encoded, Picture picture, ReadOnlySpan<DetectedFace> found, InferenceRun run, PictureFaces faces)
    {
        using Picture? finer = DecodeFiner(encoded, found);
        using StageClock.Running stage = _clock.Begin(EngineStage.Embed);
        for (int i = 0; i < found.Length; i++)
        {
            if (finer is not null && found[i].Landmarks.EyeDistance < FaceAligner.TemplateEyeDistance)
            {
                FaceLandmarks landmarks = _finder.Refit(finer, found[i].Scaled((float)finer.LongSide / picture.LongSide), run);
                _embedder.Embed(finer, landmarks, run, faces.EmbeddingSpan(i));
            }
            else
            {
                _embedder.Embed(picture, found[i].Landmarks, run, faces.EmbeddingSpan(i));
            }
        }
    }

    private Picture? Decode(EncodedPicture encoded, int reduction)
    {
        using StageClock.Running stage = _clock.Begin(EngineStage.Decode);
        return encoded.Decode(reduction);
    }

    private Picture? DecodeFiner(EncodedPicture encoded, ReadOnlySpan<DetectedFace> faces)
    {
        float eyeDistance = float.MaxValue;
        foreach (DetectedFace face in faces)
        {
            eyeDistance = Math.Min(eyeDistance, face.Landmarks.EyeDistance);
        }

        int preferred = encoded.PreferredReduction;
        int reduction = preferred;
        while (reduction > 1 && eyeDistance * preferred / reduction < FaceAligner.TemplateEyeDistance && encoded.FitsFiner(reduction / 2))
        {
            reduction /= 2;
        }

        return reduction == preferred ? null : Decode(encoded, reduction);
    }
}
