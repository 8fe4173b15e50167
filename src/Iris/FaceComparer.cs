using System.Buffers;
using Iris.Alignment;
using Iris.Codecs;
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
/// <remarks>
/// A network that asks for more than 1 GiB of memory in one piece, or that the system gives none, ends the process with a line on standard error and,
/// elsewhere than on Windows, the exit code 71: ONNX Runtime would crash otherwise.
/// </remarks>
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
    private readonly FaceAligner _aligner;
    private readonly CropQuality _quality;
    private readonly FaceEmbedder _embedder;
    private readonly StageClock _clock;

    private FaceComparer(ModelPack pack, PictureLimits limits, Action<EngineStage, TimeSpan>? stageEnded, ExecutionProvider provider)
    {
        _limits = limits;
        _clock = new StageClock(stageEnded);
        Models = pack.Manifest;
        _aligner = new FaceAligner(Models.Embedder);
        _quality = new CropQuality(Models.Embedder);

        // Loading takes a core for 20 ms a network, and for the codecs: side by side.
        Task codecs = Task.Run(static () => CodecModule.GiveBack(CodecModule.Take()));
        Task<FaceEmbedder> embedder = Task.Run(() => new FaceEmbedder(pack, provider));
        FaceFinder? finder = null;
        try
        {
            finder = FaceFinder.Load(pack, provider);
            codecs.GetAwaiter().GetResult();
            _embedder = embedder.GetAwaiter().GetResult();
            _finder = finder;
        }
        catch
        {
            finder?.Dispose();
            Discard(embedder);
            throw;
        }
    }

    /// <summary>The model pack in use.</summary>
    public ModelManifest Models { get; }

    /// <summary>Loads the networks of a model pack.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="limits">Bounds on pictures; <see cref="PictureLimits.Default"/> when null.</param>
    /// <param name="stageEnded">
    /// Is told how long each stage of each picture has taken, also one that was cancelled, on the thread that works on the picture.
    /// </param>
    /// <param name="provider">
    /// What computes the networks. With another than the processor, what they compute is also in memory that is neither zeroed nor locked.
    /// </param>
    /// <exception cref="ModelPackException">A file of the pack is missing, damaged or not what the manifest describes.</exception>
    /// <exception cref="CodecModuleException">The codecs cannot be loaded on this machine.</exception>
    /// <exception cref="ExecutionProviderException">
    /// The ONNX Runtime that is installed lacks the provider, or it cannot be set up on this machine: the processor does not take its place.
    /// </exception>
    public static FaceComparer Load(
        ModelPack pack,
        PictureLimits? limits = null,
        Action<EngineStage, TimeSpan>? stageEnded = null,
        ExecutionProvider provider = ExecutionProvider.Cpu)
    {
        ArgumentNullException.ThrowIfNull(pack);
        return new FaceComparer(pack, limits ?? PictureLimits.Default, stageEnded, provider);
    }

    /// <summary>
    /// Says how much memory <see cref="FindFaces(ReadOnlySpan{byte}, FaceSearch, CancellationToken)"/> takes for a picture's pixels, decodes and
    /// metadata, from its header: an upper bound, the same for the same bytes and limits. Most pictures take less: a second, finer
    /// decode, which is counted, is made for small faces only. The networks are not counted.
    /// </summary>
    /// <param name="picture">The bytes of a picture, or any others.</param>
    /// <returns>Bytes; 0 for what is refused by its header, at most <see cref="PictureLimits.MaxDecodeBytes"/>.</returns>
    public unsafe long MeasureDecode(ReadOnlySpan<byte> picture)
    {
        fixed (byte* bytes = picture)
        {
            EncodedPicture? encoded = EncodedPicture.Open(bytes, picture.Length, _limits, CancellationToken.None, out _);
            return encoded?.MemoryBytes ?? 0;
        }
    }

    /// <summary>Reads a picture's header, to find its faces later. Whoever has to wait for memory need not read it twice.</summary>
    /// <param name="picture">The bytes of a picture, or any others: they must stay as they are until the result is released.</param>
    /// <param name="cancellationToken">Ends the work on it, now and later.</param>
    /// <returns>The picture, which the caller releases, also where it is refused by its header.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public unsafe OpenedPicture Open(ReadOnlyMemory<byte> picture, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        MemoryHandle pin = picture.Pin();
        try
        {
            EncodedPicture? encoded = EncodedPicture.Open(
                (byte*)pin.Pointer, picture.Length, _limits, cancellationToken, out PictureOutcome refusal);
            return new OpenedPicture(this, picture, pin, encoded, refusal, cancellationToken);
        }
        catch
        {
            pin.Dispose();
            throw;
        }
    }

    /// <summary>Finds the faces of a picture and computes embeddings.</summary>
    /// <param name="picture">A JPEG, PNG, WebP, GIF (first frame) or BMP file. Any other bytes are an outcome, not an error.</param>
    /// <param name="search">How it is searched.</param>
    /// <param name="cancellationToken">Ends the work, also in the middle of a network's run and of a decode.</param>
    /// <returns>The outcome and the faces. The caller releases it.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ModelPackException">The pack's embedder answers a face with zero, or with what is no number: nothing is compared with that.</exception>
    public unsafe PictureFaces FindFaces(
        ReadOnlySpan<byte> picture, FaceSearch search = default, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        fixed (byte* bytes = picture)
        {
            EncodedPicture? encoded = EncodedPicture.Open(bytes, picture.Length, _limits, cancellationToken, out PictureOutcome refusal);
            return encoded is null ? new PictureFaces(refusal) : FindFaces(encoded, search, cancellationToken);
        }
    }

    /// <summary>Compares the largest faces of two pictures.</summary>
    /// <param name="probe">The picture of the person in question.</param>
    /// <param name="candidate">The picture of a known person.</param>
    /// <param name="cancellationToken">Ends the work, also in the middle of a network's run.</param>
    /// <returns>What became of both pictures and, if both have a face, the similarity.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ModelPackException">The pack's embedder answers a face with zero, or with what is no number.</exception>
    public Comparison Compare(ReadOnlySpan<byte> probe, ReadOnlySpan<byte> candidate, CancellationToken cancellationToken = default)
    {
        using PictureFaces probeFaces = FindFaces(probe, cancellationToken: cancellationToken);
        using PictureFaces candidateFaces = FindFaces(candidate, cancellationToken: cancellationToken);
        return new(probeFaces.Outcome, candidateFaces.Outcome, probeFaces.SimilarityTo(candidateFaces))
        {
            ProbeIsIncomplete = probeFaces.IsIncomplete,
            CandidateIsIncomplete = candidateFaces.IsIncomplete,
        };
    }

    /// <summary>
    /// Runs every stage once, so that the first picture does not pay for compilation and first-time allocations, and so that a pack that embeds nothing is
    /// known before it.
    /// </summary>
    /// <exception cref="ModelPackException">The pack's embedder answers with zero, or with what is no number.</exception>
    public unsafe void WarmUp()
    {
        byte[] file = GradientPicture.Encode();
        fixed (byte* bytes = file)
        {
            EncodedPicture gradient = EncodedPicture.Open(bytes, file.Length, _limits, CancellationToken.None, out _)
                ?? throw new InvalidOperationException("The picture to warm up with cannot be read.");

            // A picture without a face takes every look that there is; the stages after that are run on made-up faces.
            using PictureFaces none = FindFaces(gradient, default, CancellationToken.None);
            using var run = new InferenceRun(CancellationToken.None);
            using var found = new SensitiveList<DetectedFace>(FaceFinder.MaxFaces);
            using Picture? picture = gradient.Decode(reduction: 1);
            _finder.WarmUp(picture!, run, found);
            using PictureFaces faces = Describe(gradient, picture!, finest: null, found, new FaceSearch { Embed = FaceSelection.All }, run);
            faces.BestSimilarityTo(faces);
        }
    }

    /// <summary>Frees the networks. No call may be under way.</summary>
    public void Dispose()
    {
        _finder.Dispose();
        _embedder.Dispose();
    }

    internal PictureFaces FindFaces(EncodedPicture encoded, FaceSearch search, CancellationToken cancellationToken)
    {
        using var run = new InferenceRun(cancellationToken);
        using var found = new SensitiveList<DetectedFace>(FaceFinder.MaxFaces);
        using Picture? picture = Decode(encoded, encoded.PreferredReduction);
        if (picture is null)
        {
            return new PictureFaces(PictureOutcome.Unreadable);
        }

        using (_clock.Begin(EngineStage.Detect))
        {
            _finder.Find(picture, run, found);
        }

        if (!search.Thorough)
        {
            return Describe(encoded, picture, finest: null, found, search, run);
        }

        using Picture? finest = DecodeFiner(encoded, eyeDistance: 0);
        using (_clock.Begin(EngineStage.Detect))
        {
            _finder.FindSmall(finest ?? picture, picture, run, found);
        }

        return Describe(encoded, picture, finest, found, search, run);
    }

    private static void Discard(Task<FaceEmbedder> loading)
    {
        try
        {
            loading.GetAwaiter().GetResult().Dispose();
        }
        catch (Exception exception) when (exception is ModelPackException or ExecutionProviderException)
        {
            // The other network's failure is the one that is told.
        }
    }

    // Moves what was found to the full size, without the faces that are too small, and looks at each.
    private PictureFaces Describe(
        EncodedPicture encoded, Picture picture, Picture? finest, SensitiveList<DetectedFace> found, FaceSearch search, InferenceRun run)
    {
        int seen = found.Count;
        float scale = (float)Math.Max(encoded.Width, encoded.Height) / picture.LongSide;
        RemoveSmall(found, search.MinFaceSize, scale);
        if (found.Count == 0)
        {
            return new PictureFaces(encoded.Width, encoded.Height, encoded.IsIncomplete, seen);
        }

        int embeddedCount = search.Embed switch
        {
            FaceSelection.All => found.Count,
            FaceSelection.Largest => 1,
            _ => 0,
        };
        var faces = new PictureFaces(encoded.Width, encoded.Height, encoded.IsIncomplete, seen, found.Count, embeddedCount, _embedder.Length);
        try
        {
            using Picture? finer = finest is null ? DecodeFiner(encoded, SmallestEyeDistance(found.Items[..embeddedCount])) : null;
            using StageClock.Running stage = _clock.Begin(EngineStage.Embed);
            using var crop = new SensitiveBuffer<float>(_aligner.Length);
            for (int i = 0; i < found.Count; i++)
            {
                DetectedFace face = found.Items[i];
                bool isEmbedded = i < embeddedCount;
                FaceQuality quality = FaceQuality.NotMeasured;
                if (isEmbedded || search.Embed == FaceSelection.None)
                {
                    Align(picture, finest ?? finer, face, refit: isEmbedded, run, crop.Span);
                    quality = _quality.Measure(crop.Span);
                }

                if (isEmbedded)
                {
                    _embedder.Embed(crop, run, faces.EmbeddingSpan(i));
                }

                faces.FaceSpan[i] = face.Scaled(scale) with { Quality = quality };
            }

            return faces;
        }
        catch
        {
            faces.Dispose();
            throw;
        }
    }

    private static void RemoveSmall(SensitiveList<DetectedFace> faces, int minSize, float scale)
    {
        int kept = 0;
        foreach (DetectedFace face in faces.Items)
        {
            if (face.Box.Scaled(scale).ShortSide >= minSize)
            {
                faces.Items[kept++] = face;
            }
        }

        faces.Truncate(kept);
    }

    // A face that is smaller in the reduced picture than in the aligned crop is cut from a finer decode, lest a small face in
    // a large photograph be compared from a thumbnail.
    private void Align(Picture picture, Picture? finer, DetectedFace face, bool refit, InferenceRun run, Span<float> crop)
    {
        if (finer is null || face.Landmarks.EyeDistance >= _aligner.EyeDistance)
        {
            _aligner.Align(picture, face.Landmarks, crop);
            return;
        }

        DetectedFace larger = face.Scaled((float)finer.LongSide / picture.LongSide);
        FaceLandmarks landmarks = refit ? _finder.Refit(finer, larger, run) : larger.Landmarks;
        _aligner.Align(finer, landmarks, crop);
    }

    private static float SmallestEyeDistance(ReadOnlySpan<DetectedFace> faces)
    {
        float eyeDistance = float.MaxValue;
        foreach (DetectedFace face in faces)
        {
            eyeDistance = Math.Min(eyeDistance, face.Landmarks.EyeDistance);
        }

        return eyeDistance;
    }

    // Where eyes so close at the preferred reduction are as far apart as in the aligned crop, or as fine as fits.
    private Picture? Decode(EncodedPicture encoded, int reduction)
    {
        using StageClock.Running stage = _clock.Begin(EngineStage.Decode);
        return encoded.Decode(reduction);
    }

    private Picture? DecodeFiner(EncodedPicture encoded, float eyeDistance)
    {
        int preferred = encoded.PreferredReduction;
        int reduction = preferred;
        while (reduction > 1 && eyeDistance * preferred / reduction < _aligner.EyeDistance && encoded.FitsFiner(reduction / 2))
        {
            reduction /= 2;
        }

        return reduction == preferred ? null : Decode(encoded, reduction);
    }
}
