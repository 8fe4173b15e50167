namespace Iris.Inference.Graphs;

/// <summary>An input or output of a graph (ONNX's ValueInfoProto), or what a file says of a tensor in between.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Channels">The channels of a tensor of floats, batch×channels×height×width; null for another, or where it is not said.</param>
/// <param name="Content">All of it.</param>
internal sealed record GraphPort(string Name, int? Channels, ReadOnlyMemory<byte> Content)
{
    private const int FloatType = 1;

    /// <summary>Reads one.</summary>
    /// <returns>Null when it is malformed.</returns>
    public static GraphPort? Read(ReadOnlyMemory<byte> message)
    {
        string? name = null;
        ReadOnlyMemory<byte>? type = null;
        return WireField.Read(message) is { } fields
            && fields.TrueForAll(field => field.Number switch { 1 => field.TrySet(ref name), 2 => field.TrySet(ref type), _ => true })
            && name is not null
            ? new(name, ChannelsOf(type), message)
            : null;
    }

    // The type is a message with a message for a tensor, which has one for the shape, which has one for each length.
    private static int? ChannelsOf(ReadOnlyMemory<byte>? type)
    {
        if (Only(type, 1) is not { } tensor || Number(tensor, 1) != FloatType || Only(tensor, 2) is not { } shape
            || WireField.Read(shape) is not { Count: 4 } lengths || lengths.Exists(length => length is not { Number: 1, Kind: WireKind.Bytes }))
        {
            return null;
        }

        return Number(lengths[1].Content, 1) is > 0 and <= int.MaxValue and { } channels ? (int)channels : null;
    }

    private static ReadOnlyMemory<byte>? Only(ReadOnlyMemory<byte>? message, int number)
    {
        ReadOnlyMemory<byte>? content = null;
        return message is { } bytes && WireField.Read(bytes) is { } fields && fields.TrueForAll(field => field.Number != number || field.TrySet(ref content))
            ? content
            : null;
    }

    private static long? Number(ReadOnlyMemory<byte> message, int number)
    {
        long? value = null;
        return WireField.Read(message) is { } fields && fields.TrueForAll(field => field.Number != number || field.TrySet(ref value)) ? value : null;
    }
}
