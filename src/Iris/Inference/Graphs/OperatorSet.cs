namespace Iris.Inference.Graphs;

/// <summary>Which version of ONNX's operators a network's file uses.</summary>
internal static class OperatorSet
{
    /// <summary>The newest that ONNX Runtime knows. It does not tell; a test asks it with this one and the next.</summary>
    public const int Newest = 26;

    /// <summary>Why ONNX Runtime does not load a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="reason">What it says itself, in one line.</param>
    public static string WhyNotLoaded(ReadOnlyMemory<byte> file, string reason) => Of(file) switch
    {
        null => "it is not an ONNX network",
        > Newest and var version => FormattableString.Invariant($"it uses opset {version} of ONNX, and {Newest} is the newest that is known: export it again"),
        var version => FormattableString.Invariant($"ONNX Runtime cannot load it (opset {version}): {reason}"),
    };

    /// <summary>The version; null of a file that names none.</summary>
    public static long? Of(ReadOnlyMemory<byte> file)
    {
        long? version = null;
        foreach (WireField field in WireField.Read(file) ?? [])
        {
            string? domain = null;
            long? versionOfDomain = null;
            if (field is { Number: 8, Kind: WireKind.Bytes }
                && WireField.Read(field.Content) is { } fields
                && fields.TrueForAll(part => part.Number switch { 1 => part.TrySet(ref domain), 2 => part.TrySet(ref versionOfDomain), _ => true })
                && domain is null or "" or "ai.onnx")
            {
                version = versionOfDomain ?? version;
            }
        }

        return version;
    }
}
