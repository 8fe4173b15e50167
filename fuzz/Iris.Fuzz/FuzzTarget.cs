using Iris.Fuzz.Targets;

namespace Iris.Fuzz;

/// <summary>Something that reads a client's bytes, with what has to hold of it for any bytes.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Input">The folder below <c>fuzz/seeds</c> and <c>fuzz/findings</c> with its inputs; targets may share one.</param>
/// <param name="Check">Reads an input, and throws where a property does not hold.</param>
internal sealed record FuzzTarget(string Name, string Input, Action<byte[]> Check)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("json", "json", JsonTarget.Check),
        new("form", "form", FormTarget.Check),
        new("query", "query", QueryTarget.Check),
        new("data-uri", "data-uri", DataUriTarget.Check),
        new("header", "picture", HeaderTarget.Check),
        new("decode", "picture", DecodeTarget.Check),
    ];

    /// <summary>The target of a name, or null.</summary>
    public static FuzzTarget? Find(string name) => All.FirstOrDefault(target => target.Name == name);
}
