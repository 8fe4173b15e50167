using System.Numerics.Tensors;
using Iris.Memory;

namespace Iris;

/// <summary>
/// The faces of one picture, largest first, with the embeddings that were asked for. All of it lives in memory that
/// <see cref="Dispose"/> zeroes. Reading is thread-safe; releasing is not.
/// </summary>
public sealed class PictureFaces : IDisposable
{
    private readonly SensitiveBuffer<DetectedFace>? _faces;
    private readonly SensitiveBuffer<float>? _embeddings;
    private readonly int _embeddingLength;

    internal PictureFaces(PictureOutcome outcome) => Outcome = outcome;

    internal PictureFaces(int width, int height, bool isIncomplete, int seen)
        : this(PictureOutcome.NoFace)
    {
        Width = width;
        Height = height;
        IsIncomplete = isIncomplete;
        Seen = seen;
    }

    internal PictureFaces(int width, int height, bool isIncomplete, int seen, int count, int embeddedCount, int embeddingLength)
        : this(width, height, isIncomplete, seen)
    {
        Outcome = PictureOutcome.FaceFound;
        _faces = new SensitiveBuffer<DetectedFace>(count);
        _embeddings = new SensitiveBuffer<float>(embeddedCount * embeddingLength);
        _embeddingLength = embeddingLength;
    }

    /// <summary>What became of the picture.</summary>
    public PictureOutcome Outcome { get; }

    /// <summary>The upright picture's width in pixels; 0 when it was not read.</summary>
    public int Width { get; }

    /// <summary>The upright picture's height in pixels; 0 when it was not read.</summary>
    public int Height { get; }

    /// <summary>
    /// Whether the file was cut short: a part of the picture is missing, and a face there is not found or is compared by what is left of it. False when
    /// it was not read.
    /// </summary>
    public bool IsIncomplete { get; }

    /// <summary>The number of faces found, those smaller than <see cref="FaceSearch.MinFaceSize"/> included.</summary>
    public int Seen { get; }

    /// <summary>The number of faces found that are large enough.</summary>
    public int Count => _faces?.Length ?? 0;

    /// <summary>The number of faces with an embedding: the first ones.</summary>
    public int EmbeddedCount => _embeddings is null ? 0 : _embeddings.Length / _embeddingLength;

    /// <summary>A face; 0 is the largest.</summary>
    /// <param name="index">0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such face.</exception>
    public DetectedFace this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return _faces!.Span[index];
        }
    }

    /// <summary>A face's embedding: a unit vector, 192 elements with the default pack. Valid until
    /// <see cref="Dispose"/>, and as long as this object is referenced.</summary>
    /// <param name="index">0 to <see cref="EmbeddedCount"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such face, or it has no embedding.</exception>
    public ReadOnlySpan<float> Embedding(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, EmbeddedCount);
        return EmbeddingSpan(index);
    }

    /// <summary>Compares the largest faces of two pictures.</summary>
    /// <param name="other">The other picture.</param>
    /// <returns>The cosine of the two embeddings, −1 to 1; null unless both pictures have a face with an embedding.</returns>
    public float? SimilarityTo(PictureFaces other)
    {
        ArgumentNullException.ThrowIfNull(other);
        float? similarity = EmbeddedCount > 0 && other.EmbeddedCount > 0 ? Similarity(0, other, 0) : null;

        // Until here neither may be finalized, which would free what is read.
        GC.KeepAlive(this);
        GC.KeepAlive(other);
        return similarity;
    }

    /// <summary>Compares every face with an embedding of one picture with every one of another.</summary>
    /// <param name="other">The other picture.</param>
    /// <returns>The most similar pair, of equal ones that of the largest faces; null unless both pictures have a face with an embedding.</returns>
    public FacePair? BestSimilarityTo(PictureFaces other)
    {
        ArgumentNullException.ThrowIfNull(other);
        FacePair? best = null;
        for (int i = 0; i < EmbeddedCount; i++)
        {
            for (int j = 0; j < other.EmbeddedCount; j++)
            {
                float similarity = Similarity(i, other, j);
                if (best is null || similarity > best.Value.Similarity)
                {
                    best = new(similarity, i, j, EmbeddedCount * other.EmbeddedCount);
                }
            }
        }

        GC.KeepAlive(this);
        GC.KeepAlive(other);
        return best;
    }

    internal Span<DetectedFace> FaceSpan => _faces!.Span;

    internal Span<float> EmbeddingSpan(int index) => _embeddings!.Span.Slice(index * _embeddingLength, _embeddingLength);

    // Unit vectors: the dot product is the cosine. Rounding may carry it past the ends of its range by an ulp.
    private float Similarity(int face, PictureFaces other, int otherFace) =>
        Math.Clamp(TensorPrimitives.Dot(Embedding(face), other.Embedding(otherFace)), -1, 1);

    /// <summary>Zeroes and frees the faces and their embeddings.</summary>
    public void Dispose()
    {
        _faces?.Dispose();
        _embeddings?.Dispose();
    }
}
