namespace Iris.Inference.Graphs;

/// <summary>
/// A network's file (ONNX's ModelProto), taken apart as far as it is to be rewritten; all else is kept byte for byte. Weights stay where
/// they are in the file's bytes. Not thread-safe.
/// </summary>
internal sealed class NetworkGraph
{
    // The definitions of the operators that are rewritten were read in these: attributes, shapes that may differ, optional inputs.
    private const int MinOperatorSet = 11;
    private const int MaxOperatorSet = 23;

    private readonly List<ReadOnlyMemory<byte>> _othersOfModel = [];
    private readonly List<ReadOnlyMemory<byte>> _othersOfGraph = [];
    private readonly Dictionary<string, GraphTensor> _constants = [];
    private readonly Dictionary<string, GraphPort> _descriptions = [];
    private readonly HashSet<string> _inputs = [];
    private readonly HashSet<string> _names = [];

    private NetworkGraph()
    {
    }

    /// <summary>The operations, each after those that make what it reads.</summary>
    public List<GraphNode> Nodes { get; set; } = [];

    public List<GraphPort> Inputs { get; } = [];

    public List<GraphPort> Outputs { get; } = [];

    /// <summary>Reads a network's file.</summary>
    /// <returns>
    /// Null when it is malformed, or has what a rewrite would have to know of: functions, graphs in nodes, sparse or quantised tensors,
    /// another set of operators, a name for two things.
    /// </returns>
    public static NetworkGraph? Read(ReadOnlyMemory<byte> file)
    {
        var graph = new NetworkGraph();
        ReadOnlyMemory<byte>? content = null;
        bool hasOperators = false;
        if (WireField.Read(file) is not { } fields)
        {
            return null;
        }

        foreach (WireField field in fields)
        {
            bool understood = field.Number switch
            {
                7 => field.TrySet(ref content),
                8 => field.Kind == WireKind.Bytes && IsKnownSet(field.Content, ref hasOperators),
                20 or 25 => false,
                _ => true,
            };
            if (!understood)
            {
                return null;
            }

            if (field.Number != 7)
            {
                graph._othersOfModel.Add(field.Whole);
            }
        }

        return hasOperators && content is { } bytes && graph.ReadContent(bytes) && graph.HasOneMeaningForEachName() ? graph : null;
    }

    /// <summary>The network's file, without the constants that nothing reads any more; null when it is longer than a file can be.</summary>
    public byte[]? ToArray()
    {
        HashSet<string> read = [.. Nodes.SelectMany(node => node.Inputs), .. Inputs.Select(input => input.Name), .. Outputs.Select(output => output.Name)];
        var graph = new WireMessage();
        Nodes.ForEach(node => node.WriteTo(graph, 1));
        foreach (GraphTensor constant in _constants.Values.Where(constant => read.Contains(constant.Name)))
        {
            constant.WriteTo(graph, 5);
        }

        Inputs.ForEach(input => graph.Add(11, input.Content));
        Outputs.ForEach(output => graph.Add(12, output.Content));
        foreach (GraphPort description in _descriptions.Values)
        {
            graph.Add(13, description.Content);
        }

        _othersOfGraph.ForEach(graph.Add);
        var model = new WireMessage();
        _othersOfModel.ForEach(model.Add);
        model.Add(7, graph);
        return model.ToArray();
    }

    /// <summary>A constant by its name; null when there is none, or when a caller may give another value for it.</summary>
    public GraphTensor? Constant(string name) =>
        _constants.TryGetValue(name, out GraphTensor? constant) && !_inputs.Contains(name) ? constant : null;

    /// <summary>Adds a constant of floats, or puts it in the place of another of its name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="fill">Writes its elements, which are zero before.</param>
    public void Set(string name, IReadOnlyList<long> shape, Action<Span<float>> fill) => _constants[name] = GraphTensor.Of(name, shape, fill);

    /// <summary>Forgets what the file says of a tensor in between, whose shape has changed.</summary>
    public void Forget(string tensor) => _descriptions.Remove(tensor);

    /// <summary>A name that nothing has yet.</summary>
    public string NewName(string stem)
    {
        string name = stem;
        for (int i = 2; !_names.Add(name); i++)
        {
            name = $"{stem}_{i}";
        }

        return name;
    }

    // ONNX's own operators have an empty domain. What nodes of other domains do is no concern here: they are left alone.
    private static bool IsKnownSet(ReadOnlyMemory<byte> message, ref bool hasOperators)
    {
        string? domain = null;
        long? version = null;
        if (WireField.Read(message) is not { } fields
            || !fields.TrueForAll(field => field.Number switch { 1 => field.TrySet(ref domain), 2 => field.TrySet(ref version), _ => false }))
        {
            return false;
        }

        if (domain is null or "")
        {
            bool isKnown = !hasOperators && version is >= MinOperatorSet and <= MaxOperatorSet;
            hasOperators = true;
            return isKnown;
        }

        return domain != "ai.onnx";
    }

    private bool ReadContent(ReadOnlyMemory<byte> content)
    {
        if (WireField.Read(content) is not { } fields)
        {
            return false;
        }

        foreach (WireField field in fields)
        {
            bool isMessage = field.Kind == WireKind.Bytes;
            switch (field.Number)
            {
                case 1 when isMessage && GraphNode.Read(field.Content) is { } node:
                    Nodes.Add(node);
                    break;
                case 5 when isMessage && GraphTensor.Read(field.Content) is { } constant && _constants.TryAdd(constant.Name, constant):
                    break;
                case 11 when isMessage && GraphPort.Read(field.Content) is { } input:
                    Inputs.Add(input);
                    break;
                case 12 when isMessage && GraphPort.Read(field.Content) is { } output:
                    Outputs.Add(output);
                    break;
                case 13 when isMessage && GraphPort.Read(field.Content) is { } port && _descriptions.TryAdd(port.Name, port):
                    break;
                case 1 or 5 or 11 or 12 or 13 or 14 or 15:
                    return false;
                default:
                    _othersOfGraph.Add(field.Whole);
                    break;
            }
        }

        return true;
    }

    // A name is made once, before it is read: by a caller, by the file or by a node.
    private bool HasOneMeaningForEachName()
    {
        if (!Inputs.TrueForAll(input => _inputs.Add(input.Name)))
        {
            return false;
        }

        _names.UnionWith(_constants.Keys);
        _names.UnionWith(_inputs);
        foreach (GraphNode node in Nodes)
        {
            if (!node.Inputs.TrueForAll(input => input.Length == 0 || _names.Contains(input))
                || !node.Outputs.TrueForAll(output => output.Length == 0 || _names.Add(output)))
            {
                return false;
            }
        }

        var outputs = new HashSet<string>();
        return Outputs.TrueForAll(output => _names.Contains(output.Name) && outputs.Add(output.Name));
    }
}
