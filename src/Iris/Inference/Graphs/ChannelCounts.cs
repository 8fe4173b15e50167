using System.Numerics.Tensors;

namespace Iris.Inference.Graphs;

/// <summary>How many channels tensors have: of those that are certain to be floats, batch×channels×height×width.</summary>
internal static class ChannelCounts
{
    /// <summary>Follows the channels from the inputs on, through operations that are known.</summary>
    public static Dictionary<string, int> Of(NetworkGraph graph)
    {
        var counts = new Dictionary<string, int>();
        foreach (GraphPort input in graph.Inputs)
        {
            if (input.Channels is { } channels)
            {
                counts[input.Name] = channels;
            }
        }

        foreach (GraphNode node in graph.Nodes)
        {
            if (Count(graph, node, counts) is { } channels)
            {
                counts[node.Outputs[0]] = channels;
            }
        }

        return counts;
    }

    private static int? Count(NetworkGraph graph, GraphNode node, Dictionary<string, int> counts)
    {
        int? first = node.Inputs.Count > 0 && counts.TryGetValue(node.Inputs[0], out int count) ? count : null;
        if (node.Is("Relu", 1) || node.Is("MaxPool", 1))
        {
            return first;
        }

        if (node.Is("Add", 2) || node.Is("Sub", 2))
        {
            return first is not null && counts.TryGetValue(node.Inputs[1], out int second) && second == first ? first : null;
        }

        if (node.Is("Conv", 2) || node.Is("Conv", 3))
        {
            return Convolution.Of(graph, node) is { } convolution && convolution.InputChannels == first ? convolution.Channels : null;
        }

        if (node.Is("PRelu", 2) || node.Is("Mul", 2))
        {
            return first is { } channels && graph.Constant(node.Inputs[1]) is { } slope && IsOneForEachChannel(slope, channels) ? first : null;
        }

        return first + ChannelPadding.Added(graph, node);
    }

    /// <summary>Whether a constant, stretched to a tensor of so many channels, has one finite number for each of them.</summary>
    public static bool IsOneForEachChannel(GraphTensor constant, int channels)
    {
        IReadOnlyList<long> shape = constant.Shape;
        int at = shape.Count - 3;
        return constant.IsFloat && at is 0 or 1 && shape[at] == channels && shape[at + 1] == 1 && shape[at + 2] == 1
            && (at == 0 || shape[0] == 1) && TensorPrimitives.IsFiniteAll(constant.Floats);
    }
}
