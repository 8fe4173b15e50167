namespace Iris.Inference.Graphs;

/// <summary>A PRelu in a graph: y = x where x is positive, otherwise slope·x, with one slope for each channel.</summary>
/// <param name="Input">x.</param>
/// <param name="Slope">The slopes.</param>
/// <param name="Nodes">The operations that it consists of, the last of which makes y.</param>
internal sealed record SlopedActivation(string Input, GraphTensor Slope, IReadOnlyList<GraphNode> Nodes)
{
    /// <summary>y.</summary>
    public string Output => Nodes[^1].Outputs[0];

    /// <summary>Finds the one whose result a node makes: the operator itself, or Relu(x) + (x − Relu(x))·slope, of which nobody else reads a part.</summary>
    /// <returns>Null when there is none, or it is not understood.</returns>
    public static SlopedActivation? EndingWith(GraphNode node, NetworkGraph graph, GraphUses uses, Dictionary<string, int> channels)
    {
        SlopedActivation? found =
            node.Is("PRelu", 2) && graph.Constant(node.Inputs[1]) is { } slope ? new(node.Inputs[0], slope, [node])
            : node.Is("Add", 2) ? OfParts(node, node.Inputs[0], node.Inputs[1], graph, uses) ?? OfParts(node, node.Inputs[1], node.Inputs[0], graph, uses)
            : null;
        return found is not null
            && found.Nodes.All(part => part.Attributes.Count == 0)
            && channels.TryGetValue(found.Input, out int count)
            && ChannelCounts.IsOneForEachChannel(found.Slope, count) ? found : null;
    }

    private static SlopedActivation? OfParts(GraphNode sum, string positive, string product, NetworkGraph graph, GraphUses uses)
    {
        if (uses.MakerOf(positive) is not { } relu || !relu.Is("Relu", 1) || !uses.IsReadOnly(positive, 2)
            || uses.MakerOf(product) is not { } multiply || !multiply.Is("Mul", 2) || !uses.IsReadOnly(product, 1))
        {
            return null;
        }

        int at = graph.Constant(multiply.Inputs[1]) is null ? 0 : 1;
        string negative = multiply.Inputs[1 - at];
        return graph.Constant(multiply.Inputs[at]) is { } slope
            && uses.MakerOf(negative) is { } subtract && subtract.Is("Sub", 2) && uses.IsReadOnly(negative, 1)
            && subtract.Inputs[0] == relu.Inputs[0] && subtract.Inputs[1] == positive
            ? new(relu.Inputs[0], slope, [relu, subtract, multiply, sum])
            : null;
    }
}
