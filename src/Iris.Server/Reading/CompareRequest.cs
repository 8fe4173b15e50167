using Iris.Memory;

namespace Iris.Server.Reading;

/// <summary>A request: the body, in one native buffer that its reader owns, and where its names and pictures are in it.</summary>
internal sealed class CompareRequest(
    GrowingBuffer body, CompareRequest.Image target, IReadOnlyList<CompareRequest.Person> people, Choices choices)
{
    /// <summary>The picture of the person in question.</summary>
    public Image Target { get; } = target;

    /// <summary>The candidates in input order.</summary>
    public IReadOnlyList<Person> People { get; } = people;

    /// <summary>The request's options.</summary>
    public Choices Choices { get; } = choices;

    public Span<byte> this[Utf8Slice slice] => body.Written.Slice(slice.Offset, slice.Length);

    public ReadOnlyMemory<byte> Memory(Utf8Slice slice) => body.WrittenMemory.Slice(slice.Offset, slice.Length);

    /// <summary>A candidate.</summary>
    /// <param name="Name">The name, given back as it came; empty where there is none.</param>
    /// <param name="Image">The picture.</param>
    internal readonly record struct Person(Utf8Slice Name, Image Image);

    /// <summary>A picture.</summary>
    /// <param name="Slice">Where it is in the body.</param>
    /// <param name="IsFile">Whether that is the picture itself; otherwise an <c>http(s)</c> or <c>data:</c> URI.</param>
    internal readonly record struct Image(Utf8Slice Slice, bool IsFile);
}
