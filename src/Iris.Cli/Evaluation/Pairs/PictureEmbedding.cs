using System.Buffers.Binary;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Iris.Cli.Evaluation.Inputs;
using Iris.Cli.Evaluation.Statistics;
using Iris.Cli.Pictures;
using Iris.Memory;
using Iris.Models;
using Microsoft.Win32.SafeHandles;

namespace Iris.Cli.Evaluation.Pairs;

/// <summary>Computes the embedding of the largest face of each picture, once, on all cores.</summary>
/// <param name="comparer">The engine.</param>
/// <param name="length">The length of its embeddings.</param>
internal sealed class PictureEmbedding(FaceComparer comparer, int length)
{
    /// <summary>Looks at pictures. Their bytes live in memory that is zeroed after each, embeddings in memory that the result owns.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="advance">Is called after each, by any thread.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>What has a face, which the caller releases; what has not; what is the same file as another; and what was cut short.</returns>
    /// <exception cref="CliException">There are too many for memory.</exception>
    /// <exception cref="ModelPackException">The pack's embedder answers a face with zero, or with what is no number.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public (EmbeddedPictures Pictures, PictureRemarks Remarks) Embed(
        LabelledPictures pictures, Action advance, CancellationToken cancellationToken)
    {
        int count = pictures.Files.Count;
        if ((long)count * length * sizeof(float) > Array.MaxLength)
        {
            throw new CliException(FormattableString.Invariant($"{count:#,0} embeddings of {length} elements are too many: evaluate a part of the pictures."));
        }

        var reasons = new ExclusionReason?[count];
        var digests = new UInt128[count];
        bool[] areIncomplete = new bool[count];
        var vectors = new SensitiveBuffer<float>(count * length);
        try
        {
            // Each picture has a part of its own to be written to.
            OnAllCores(
                count,
                i =>
                {
                    reasons[i] = Embed(pictures.Files[i], vectors.Span.Slice(i * length, length), out digests[i], out areIncomplete[i], cancellationToken);
                    advance();
                },
                cancellationToken);
            int[] places = [.. Enumerable.Range(0, count).Where(i => reasons[i] is null)];
            MoveTogether(vectors.Span, places);
            return (
                new EmbeddedPictures(vectors, length, places, [.. places.Select(place => pictures.People[place])]),
                new PictureRemarks(
                    [.. Enumerable.Range(0, count).Where(i => reasons[i] is not null).Select(i => new Exclusion(i, reasons[i]!.Value))],
                    CopiesAmong(places, digests),
                    [.. Enumerable.Range(0, count).Where(i => areIncomplete[i])]));
        }
        catch
        {
            vectors.Dispose();
            throw;
        }
    }

    // What is wrong with a pack is wrong for every picture: one of the failures is as good as all of them.
    private static void OnAllCores(int count, Action<int> work, CancellationToken cancellationToken)
    {
        try
        {
            Parallel.For(0, count, Workers.Options(cancellationToken), work);
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }

    private ExclusionReason? Embed(
        string file, Span<float> embedding, out UInt128 digest, out bool isIncomplete, CancellationToken cancellationToken)
    {
        digest = default;
        isIncomplete = false;
        using SensitiveBuffer<byte>? bytes = Read(file, out ExclusionReason failure);
        if (bytes is null)
        {
            return failure;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes.Span, hash);
        digest = BinaryPrimitives.ReadUInt128LittleEndian(hash);
        using PictureFaces faces = comparer.FindFaces(bytes.Span, cancellationToken: cancellationToken);
        isIncomplete = faces.IsIncomplete;
        if (faces.EmbeddedCount > 0)
        {
            faces.Embedding(0).CopyTo(embedding);
        }

        return faces.Outcome switch
        {
            PictureOutcome.FaceFound => null,
            PictureOutcome.NoFace => ExclusionReason.NoFace,
            PictureOutcome.Unsupported => ExclusionReason.Unsupported,
            PictureOutcome.TooLarge => ExclusionReason.TooLarge,
            _ => ExclusionReason.Unreadable,
        };
    }

    private static SensitiveBuffer<byte>? Read(string file, out ExclusionReason failure)
    {
        failure = ExclusionReason.Unreadable;
        SensitiveBuffer<byte>? bytes = null;
        try
        {
            // To open a pipe would wait for whoever writes to it.
            if (new FileInfo(file) is var named && (named.ResolveLinkTarget(returnFinalTarget: true) ?? named) is FileInfo { Exists: true, Length: 0 })
            {
                return null;
            }

            using SafeFileHandle handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            long size = RandomAccess.GetLength(handle);
            if (size > PictureContent.MaxBytes)
            {
                failure = ExclusionReason.TooLarge;
                return null;
            }

            bytes = new((int)size);
            int read, total = 0;
            while (total < size && (read = RandomAccess.Read(handle, bytes.Span[total..], total)) > 0)
            {
                total += read;
            }

            return bytes;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            bytes?.Dispose();
            failure = exception is FileNotFoundException or DirectoryNotFoundException ? ExclusionReason.Missing : ExclusionReason.Unreadable;
            return null;
        }
    }

    private static List<Copy> CopiesAmong(int[] places, UInt128[] digests)
    {
        var (firsts, copies) = (new Dictionary<UInt128, int>(), new List<Copy>());
        foreach (int place in places)
        {
            if (!firsts.TryAdd(digests[place], place))
            {
                copies.Add(new(place, firsts[digests[place]]));
            }
        }

        return copies;
    }

    // Over the gaps that pictures without a face have left.
    private void MoveTogether(Span<float> vectors, int[] places)
    {
        for (int i = 0; i < places.Length; i++)
        {
            vectors.Slice(places[i] * length, length).CopyTo(vectors[(i * length)..]);
        }

        vectors[(places.Length * length)..].Clear();
    }
}
