namespace Iris.Inference.Graphs;

/// <summary>
/// Whether a file holds all of its network. ONNX lets weights lie in other files; ONNX Runtime would look for them in the current directory, and
/// no digest says which they are.
/// </summary>
internal static class WholeNetwork
{
    // As deep as ONNX Runtime's reader goes.
    private const int MaxDepth = 100;

    // A node that stands for a graph which was compiled before, in another file as a rule.
    private static ReadOnlySpan<byte> CompiledGraph => "EPContext"u8;

    private enum Message
    {
        Model,
        Training,
        Function,
        Graph,
        Node,
        Attribute,
        Tensor,
        SparseTensor,
    }

    /// <summary>Why a file is not to be loaded, without a final full stop; null where nothing speaks against it.</summary>
    public static string? WhyNot(ReadOnlyMemory<byte> file) => IsWhole(Message.Model, file, MaxDepth) switch
    {
        null => "it is not an ONNX network",
        false => "it keeps its weights in another file: export it with the weights inside",
        true => null,
    };

    // Null where it is malformed. What stands twice counts twice: a reader would put it together.
    private static bool? IsWhole(Message kind, ReadOnlyMemory<byte> message, int depth)
    {
        for (int at = 0; at < message.Length;)
        {
            if (depth == 0 || !WireField.TryReadNext(message, ref at, out WireField field))
            {
                return null;
            }

            if (IsElsewhere(kind, field))
            {
                return false;
            }

            if (field.Kind == WireKind.Bytes && Within(kind, field.Number) is { } part && IsWhole(part, field.Content, depth - 1) is not true and var other)
            {
                return other;
            }
        }

        return true;
    }

    // The place of a tensor's elements is 0 where they are in the file.
    private static bool IsElsewhere(Message kind, in WireField field)
    {
        long? place = null;
        return (kind, field.Number) switch
        {
            (Message.Tensor, 13) => true,
            (Message.Tensor, 14) => !field.TrySet(ref place) || place != 0,
            (Message.Node, 4) => field.Content.Span.SequenceEqual(CompiledGraph),
            _ => false,
        };
    }

    private static Message? Within(Message kind, int field) => (kind, field) switch
    {
        (Message.Model, 7) or (Message.Training, 1 or 2) or (Message.Attribute, 6 or 11) => Message.Graph,
        (Message.Model, 20) => Message.Training,
        (Message.Model, 25) => Message.Function,
        (Message.Graph, 1) or (Message.Function, 7) => Message.Node,
        (Message.Node, 5) or (Message.Function, 11) => Message.Attribute,
        (Message.Graph, 5) or (Message.Attribute, 5 or 10) or (Message.SparseTensor, 1 or 2) => Message.Tensor,
        (Message.Graph, 15) or (Message.Attribute, 22 or 23) => Message.SparseTensor,
        _ => null,
    };
}
