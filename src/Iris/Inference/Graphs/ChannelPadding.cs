namespace Iris.Inference.Graphs;

/// <summary>
/// Makes a Pad that adds channels of zeros a convolution of each pixel, with ones where a channel stays and rows of zeros for those that are
/// added: a Pad has no form in blocks. Exact for finite numbers, since all products but one are zero; only −0 becomes 0.
/// </summary>
internal static class ChannelPadding
{
    // Of the matrices of a network in all. It has some thousands.
    private const int MaxWeights = 1 << 20;

    public static void Rewrite(NetworkGraph graph)
    {
        Dictionary<string, int> channels = ChannelCounts.Of(graph);
        long left = MaxWeights;
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            GraphNode node = graph.Nodes[i];
            if (Added(graph, node) is { } added && channels.TryGetValue(node.Inputs[0], out int count)
                && (long)count * (count + added) is var size && size <= left)
            {
                left -= size;
                string weights = graph.NewName(node.Outputs[0] + "_identity");
                graph.Set(weights, [count + added, count, 1, 1], identity => WriteIdentity(identity, count));
                graph.Nodes[i] = Convolution.OfPixels(node.Inputs[0], [weights], node.Outputs[0]);
            }
        }
    }

    /// <summary>How many channels of zeros a node adds behind those that it reads; null when it is anything else.</summary>
    public static int? Added(NetworkGraph graph, GraphNode node)
    {
        // For each of four axes what is added in front, then for each what is added behind.
        Span<long> pads = stackalloc long[8];
        return node.Is("Pad", 2)
            && node.Attributes.TrueForAll(attribute => attribute is { Name: "mode", Text: "constant" }) && node.Attributes.Count <= 1
            && graph.Constant(node.Inputs[1])?.TryReadIntegers(pads) == true
            && pads is [0, 0, 0, 0, 0, > 0 and <= MaxWeights and var added, 0, 0]
            ? (int)added
            : null;
    }

    private static void WriteIdentity(Span<float> weights, int columns)
    {
        for (int i = 0; i < columns; i++)
        {
            weights[(i * columns) + i] = 1;
        }
    }
}
