using System.Text;

namespace Iris.Inference.Graphs;

/// <summary>A setting of a node (ONNX's AttributeProto).</summary>
internal sealed class GraphAttribute
{
    private const int IntegerType = 2;
    private const int TextType = 3;
    private const int GraphType = 5;
    private const int IntegersType = 7;
    private const int GraphsType = 10;

    private readonly WireMessage _message;

    private GraphAttribute(string name, WireMessage message, long? integer, string? text, IReadOnlyList<long>? integers)
    {
        Name = name;
        _message = message;
        Integer = integer;
        Text = text;
        Integers = integers;
    }

    public string Name { get; }

    /// <summary>Its value where that is an integer.</summary>
    public long? Integer { get; }

    /// <summary>Its value where that is text.</summary>
    public string? Text { get; }

    /// <summary>Its value where that is a row of integers.</summary>
    public IReadOnlyList<long>? Integers { get; }

    /// <summary>Reads an attribute. One whose value is not understood has none that can be read.</summary>
    /// <returns>Null when it is malformed, or holds a graph, which may read tensors without naming them among its node's inputs.</returns>
    public static GraphAttribute? Read(ReadOnlyMemory<byte> message)
    {
        string? name = null;
        long? type = null, integer = null;
        ReadOnlyMemory<byte>? text = null;
        List<long> integers = [];
        bool hasOther = false;
        if (WireField.Read(message) is not { } fields
            || !fields.TrueForAll(field => field.Number switch
            {
                1 => field.TrySet(ref name),
                3 => field.TrySet(ref integer),
                4 => field.TrySet(ref text),
                6 or 11 => false,
                8 => field.TryAdd(integers),
                13 => true,
                20 => field.TrySet(ref type),
                _ => hasOther = true,
            })
            || name is null || type is null or GraphType or GraphsType)
        {
            return null;
        }

        bool isInteger = type == IntegerType && !hasOther && text is null && integers.Count == 0;
        bool isText = type == TextType && !hasOther && integer is null && integers.Count == 0;
        bool isIntegers = type == IntegersType && !hasOther && integer is null && text is null;
        return new(
            name,
            new WireMessage(message),
            isInteger ? integer : null,
            isText && text is { } bytes ? Encoding.Latin1.GetString(bytes.Span) : null,
            isIntegers ? integers : null);
    }

    /// <summary>Makes an attribute that is an integer.</summary>
    public static GraphAttribute Of(string name, long integer)
    {
        WireMessage message = Start(name, IntegerType);
        message.Add(3, integer);
        return new(name, message, integer, text: null, integers: null);
    }

    /// <summary>Makes an attribute that is a row of integers.</summary>
    public static GraphAttribute Of(string name, params IReadOnlyList<long> integers)
    {
        WireMessage message = Start(name, IntegersType);
        foreach (long integer in integers)
        {
            message.Add(8, integer);
        }

        return new(name, message, integer: null, text: null, integers);
    }

    /// <summary>The attribute as a field of a message.</summary>
    public void WriteTo(WireMessage message, int field) => message.Add(field, _message);

    private static WireMessage Start(string name, int type)
    {
        var message = new WireMessage();
        message.Add(1, name);
        message.Add(20, type);
        return message;
    }
}
