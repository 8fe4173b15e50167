namespace Iris.Inference.Graphs;

/// <summary>
/// Adds channels that are always zero until they fill whole blocks: ONNX Runtime has a form in blocks for a pooling and others only then. Exact:
/// what is added to a sum is a product with zero.
/// </summary>
/// <remarks>
/// Channels are added to all tensors at once that need as many as one another, and only if all operations that make or read one of them
/// are known to keep zeros zero (Relu, MaxPool, Add, convolutions of each channel by itself) or get weights of zero for them (other
/// convolutions). Inputs and outputs of the network keep their channels, and so does whatever another operation sees.
/// </remarks>
internal sealed class ChannelBlocks
{
    // With them less than twice as many rows, and columns, are still an array.
    private const int MaxWeights = int.MaxValue / (2 * 2 * sizeof(float));

    private readonly NetworkGraph _graph;
    private readonly GraphUses _uses;
    private readonly Dictionary<string, int> _channels;
    private readonly Dictionary<string, string> _parents = [];
    private readonly HashSet<string> _fixed = [];
    private readonly List<Convolution> _convolutions = [];

    private ChannelBlocks(NetworkGraph graph)
    {
        _graph = graph;
        _uses = new(graph);
        _channels = ChannelCounts.Of(graph);
    }

    /// <summary>Fills the blocks of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="width">The channels of a block.</param>
    public static void Fill(NetworkGraph graph, int width)
    {
        var blocks = new ChannelBlocks(graph);
        graph.Inputs.ForEach(input => blocks.Fix(input.Name));
        graph.Outputs.ForEach(output => blocks.Fix(output.Name));
        graph.Nodes.ForEach(blocks.Follow);
        blocks._convolutions.ForEach(convolution => blocks.Widen(convolution, width));
        foreach (string tensor in blocks._channels.Keys.Where(tensor => blocks.Filled(tensor, width) != blocks._channels[tensor]))
        {
            graph.Forget(tensor);
        }
    }

    // Which tensors have as many channels as which others, and which have to keep them.
    private void Follow(GraphNode node)
    {
        bool areKnown = node.Outputs.TrueForAll(_channels.ContainsKey);
        if (areKnown && Convolution.Of(_graph, node) is { } convolution && IsItsOwn(convolution.Weights) && IsItsOwn(convolution.Bias)
            && convolution.Weights.Floats.Length <= MaxWeights && (convolution.Groups == 1 || convolution.IsDepthwise))
        {
            _convolutions.Add(convolution);
            if (convolution.IsDepthwise)
            {
                Unite(convolution.Input, convolution.Output);
            }
        }
        else if (areKnown && (node.Is("Relu", 1) || node.Is("MaxPool", 1) || node.Is("Add", 2)))
        {
            node.Inputs.ForEach(input => Unite(input, node.Outputs[0]));
        }
        else
        {
            node.Inputs.ForEach(Fix);
            node.Outputs.ForEach(Fix);
        }
    }

    private bool IsItsOwn(GraphTensor? weights) => weights is null || _uses.IsReadOnly(weights.Name, 1);

    private void Fix(string tensor) => _fixed.Add(RootOf(tensor));

    private void Unite(string one, string other)
    {
        string root = RootOf(one), otherRoot = RootOf(other);
        if (root == otherRoot)
        {
            return;
        }

        _parents[otherRoot] = root;
        if (_fixed.Contains(otherRoot))
        {
            _fixed.Add(root);
        }
    }

    private string RootOf(string tensor)
    {
        string root = tensor;
        while (_parents.TryGetValue(root, out string? parent))
        {
            root = parent;
        }

        // The next time the way is short.
        while (tensor != root)
        {
            (string next, _parents[tensor]) = (_parents[tensor], root);
            tensor = next;
        }

        return root;
    }

    // Less than a block is not filled: that could be many times the work.
    private int Filled(string tensor, int width)
    {
        int channels = _channels[tensor];
        int rest = channels % width;
        return channels < width || rest == 0 || channels > int.MaxValue - width || _fixed.Contains(RootOf(tensor)) ? channels : channels + width - rest;
    }

    private void Widen(Convolution convolution, int width)
    {
        int channels = Filled(convolution.Output, width), inputs = Filled(convolution.Input, width);
        if (channels == convolution.Channels && inputs == convolution.InputChannels)
        {
            return;
        }

        GraphTensor weights = convolution.Weights;
        int columns = convolution.IsDepthwise ? 1 : inputs;
        _graph.Set(
            weights.Name,
            [channels, columns, weights.Shape[2], weights.Shape[3]],
            widened => CopyRows(weights, widened, weights.Floats.Length / convolution.Channels, widened.Length / channels));
        if (convolution.Bias is { } bias)
        {
            _graph.Set(bias.Name, [channels], widened => bias.Floats.CopyTo(widened));
        }

        if (convolution.IsDepthwise)
        {
            List<GraphAttribute> attributes = convolution.Node.Attributes;
            attributes[attributes.FindIndex(attribute => attribute.Name == "group")] = GraphAttribute.Of("group", channels);
        }
    }

    // Into longer rows, of which there may be more.
    private static void CopyRows(GraphTensor tensor, Span<float> widened, int length, int newLength)
    {
        ReadOnlySpan<float> values = tensor.Floats;
        for (int row = 0; row * length < values.Length; row++)
        {
            values.Slice(row * length, length).CopyTo(widened[(row * newLength)..]);
        }
    }
}
