namespace Iris.Inference.Graphs;

/// <summary>An operation of a graph (ONNX's NodeProto).</summary>
internal sealed class GraphNode
{
    private readonly string _domain;
    private readonly List<ReadOnlyMemory<byte>> _others = [];

    /// <summary>Makes a node of an operator of ONNX itself.</summary>
    public GraphNode(string type, IEnumerable<string> inputs, string output, params IEnumerable<GraphAttribute> attributes)
        : this(type, string.Empty, [.. inputs], [output], [.. attributes])
    {
    }

    private GraphNode(string type, string domain, List<string> inputs, List<string> outputs, List<GraphAttribute> attributes)
    {
        Type = type;
        _domain = domain;
        Inputs = inputs;
        Outputs = outputs;
        Attributes = attributes;
    }

    /// <summary>The operator's name.</summary>
    public string Type { get; }

    /// <summary>The tensors that it reads, each by its place; an empty name stands for none.</summary>
    public List<string> Inputs { get; }

    /// <summary>The tensors that it makes.</summary>
    public List<string> Outputs { get; }

    public List<GraphAttribute> Attributes { get; }

    /// <summary>Reads a node.</summary>
    /// <returns>Null when it is malformed or holds a graph of its own.</returns>
    public static GraphNode? Read(ReadOnlyMemory<byte> message)
    {
        if (WireField.Read(message) is not { } fields)
        {
            return null;
        }

        string? type = null, domain = null;
        var node = (Inputs: new List<string>(), Outputs: new List<string>(), Attributes: new List<GraphAttribute>());
        List<ReadOnlyMemory<byte>> others = [];
        foreach (WireField field in fields)
        {
            bool understood = true;
            switch (field.Number)
            {
                case 1:
                    understood = field.TryAdd(node.Inputs);
                    break;
                case 2:
                    understood = field.TryAdd(node.Outputs);
                    break;
                case 4:
                    understood = field.TrySet(ref type);
                    break;
                case 5 when field.Kind == WireKind.Bytes && GraphAttribute.Read(field.Content) is { } attribute:
                    node.Attributes.Add(attribute);
                    break;
                case 5:
                    return null;
                case 7:
                    understood = field.TrySet(ref domain);
                    break;
                default:
                    others.Add(field.Whole);
                    break;
            }

            if (!understood)
            {
                return null;
            }
        }

        if (type is null)
        {
            return null;
        }

        var read = new GraphNode(type, domain ?? string.Empty, node.Inputs, node.Outputs, node.Attributes);
        read._others.AddRange(others);
        return read;
    }

    /// <summary>Whether it is an operator of ONNX itself with so many inputs and one output.</summary>
    public bool Is(string type, int inputs) => Type == type && _domain.Length == 0 && Inputs.Count == inputs && Outputs.Count == 1;

    /// <summary>The node as a field of a message.</summary>
    public void WriteTo(WireMessage message, int field)
    {
        var node = new WireMessage();
        foreach (string input in Inputs)
        {
            node.Add(1, input);
        }

        foreach (string output in Outputs)
        {
            node.Add(2, output);
        }

        node.Add(4, Type);
        foreach (GraphAttribute attribute in Attributes)
        {
            attribute.WriteTo(node, 5);
        }

        if (_domain.Length > 0)
        {
            node.Add(7, _domain);
        }

        foreach (ReadOnlyMemory<byte> other in _others)
        {
            node.Add(other);
        }

        message.Add(field, node);
    }
}
