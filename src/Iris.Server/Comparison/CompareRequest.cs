using Iris.Memory;

namespace Iris.Server.Comparison;

/// <summary>A request for comparison: the body, in one native buffer that its reader owns, and where the strings are in it.</summary>
internal sealed class CompareRequest(GrowingBuffer body, Utf8Slice target, IReadOnlyList<CompareRequest.Person> people)
{
    /// <summary>The picture of the person in question: an <c>http(s)</c> or <c>data:</c> URI.</summary>
    public Utf8Slice Target { get; } = target;

    /// <summary>The candidates in input order.</summary>
    public IReadOnlyList<Person> People { get; } = people;

    public Span<byte> this[Utf8Slice slice] => body.Written.Slice(slice.Offset, slice.Length);

    public ReadOnlyMemory<byte> Memory(Utf8Slice slice) => body.WrittenMemory.Slice(slice.Offset, slice.Length);

    /// <summary>A candidate.</summary>
    /// <param name="Name">The name, given back as it came.</param>
    /// <param name="Image">The picture: an <c>http(s)</c> or <c>data:</c> URI.</param>
    internal readonly record struct Person(Utf8Slice Name, Utf8Slice Image);
}
