using System.Numerics.Tensors;
using Iris.Memory;

namespace Iris.Cli.Evaluation.Pairs;

/// <summary>
/// The embeddings of the pictures that have a face, side by side in memory that <see cref="Dispose"/> zeroes. They are never written anywhere.
/// Reading is thread-safe.
/// </summary>
internal sealed class EmbeddedPictures : IDisposable
{
    private readonly SensitiveBuffer<float> _vectors;

    /// <param name="vectors">The embeddings, unit vectors one after another. Released with this object.</param>
    /// <param name="length">The length of each.</param>
    /// <param name="places">Where each picture stands among all that were looked at, rising.</param>
    /// <param name="people">Who is on each; those of one person need not be side by side, unless all pairs are compared.</param>
    public EmbeddedPictures(SensitiveBuffer<float> vectors, int length, int[] places, int[] people)
    {
        _vectors = vectors;
        Length = length;
        Places = places;
        var numbers = new Dictionary<int, int>();
        People = [.. people.Select(person => numbers.TryGetValue(person, out int known) ? known : numbers[person] = numbers.Count)];
        PeopleCount = numbers.Count;
    }

    /// <summary>The length of an embedding.</summary>
    public int Length { get; }

    /// <summary>How many pictures there are.</summary>
    public int Count => Places.Count;

    /// <summary>Where each picture stands among all that were looked at, from 0.</summary>
    public IReadOnlyList<int> Places { get; }

    /// <summary>Who is on each picture: numbers from 0 in the order of their first picture.</summary>
    public int[] People { get; }

    /// <summary>How many people there are.</summary>
    public int PeopleCount { get; }

    /// <summary>The similarity of two pictures, as a comparison has it.</summary>
    public float Similarity(int one, int other)
    {
        Span<float> vectors = _vectors.Span;
        return Similarity(vectors.Slice(one * Length, Length), vectors.Slice(other * Length, Length));
    }

    /// <summary>The similarities of some pictures, each with some others.</summary>
    /// <param name="rows">The first pictures, few.</param>
    /// <param name="columns">The others, which together fit into a cache.</param>
    /// <param name="similarities">Those of the first row, then of the next.</param>
    public void Compare(Range rows, Range columns, Span<float> similarities)
    {
        Span<float> vectors = _vectors.Span;
        int next = 0;
        for (int row = rows.Start.Value; row < rows.End.Value; row++)
        {
            ReadOnlySpan<float> one = vectors.Slice(row * Length, Length);
            for (int column = columns.Start.Value; column < columns.End.Value; column++)
            {
                similarities[next++] = Similarity(one, vectors.Slice(column * Length, Length));
            }
        }
    }

    public void Dispose() => _vectors.Dispose();

    // Unit vectors: the dot product is the cosine, past whose range rounding may carry it.
    private static float Similarity(ReadOnlySpan<float> one, ReadOnlySpan<float> other) => Math.Clamp(TensorPrimitives.Dot(one, other), -1, 1);
}
