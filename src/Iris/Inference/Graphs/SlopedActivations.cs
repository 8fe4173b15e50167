using System.Numerics.Tensors;

namespace Iris.Inference.Graphs;

/// <summary>
/// Makes a PRelu between convolutions of operations that have a form in blocks: n = Relu(−x), y = (1 − slope)·n + x, where the factors are
/// convolutions of each channel by itself. ONNX Runtime merges Relu and sum with them. For finite numbers exact where x is not negative,
/// since then n is 0; otherwise equal up to the rounding of 1 − slope, of the product and of the sum.
/// </summary>
/// <remarks>
/// Where x comes of a convolution for this alone, and y goes into convolutions alone, both are computed with the other sign, which costs
/// nothing: the weights before and behind change theirs, and n = Relu(x) saves a step. A sign changes no rounding.
/// </remarks>
internal static class SlopedActivations
{
    // Of the activations of a network in all. It has some thousands.
    private const int MaxSlopes = 1 << 20;

    public static void Rewrite(NetworkGraph graph)
    {
        int left = MaxSlopes;
        var uses = new GraphUses(graph);
        Dictionary<string, int> channels = ChannelCounts.Of(graph);
        var replaced = new HashSet<GraphNode>();
        var replacements = new Dictionary<GraphNode, GraphNode[]>();
        var negated = new HashSet<string>();
        foreach (GraphNode node in graph.Nodes)
        {
            if (SlopedActivation.EndingWith(node, graph, uses, channels) is { } activation && IsAmongConvolutions(activation.Input, uses)
                && activation.Slope.Floats.Length <= left)
            {
                left -= activation.Slope.Floats.Length;
                replacements[node] = IsBetweenConvolutions(activation, graph, uses, negated)
                    ? Negated(activation, graph)
                    : Plain(activation, graph);
                replaced.UnionWith(activation.Nodes);
            }
        }

        graph.Nodes =
        [
            .. graph.Nodes.SelectMany(node => replacements.TryGetValue(node, out GraphNode[]? others) ? others : replaced.Contains(node) ? [] : [node]),
        ];
        foreach (string name in negated)
        {
            GraphTensor weights = graph.Constant(name)!;
            graph.Set(name, weights.Shape, values => TensorPrimitives.Negate(weights.Floats, values));
        }
    }

    // A sum counts as well: networks with shortcuts have their activations behind it.
    private static bool IsAmongConvolutions(string input, GraphUses uses) => uses.MakerOf(input) is { Type: "Conv" or "Add" };

    // If so, notes which weights change their sign: twice is not at all.
    private static bool IsBetweenConvolutions(SlopedActivation activation, NetworkGraph graph, GraphUses uses, HashSet<string> negated)
    {
        if (Convolution.Of(graph, uses.MakerOf(activation.Input)) is not { } before
            || uses.IsOutput(activation.Input) || !uses.ReadersOf(activation.Input).All(activation.Nodes.Contains)
            || !uses.IsReadOnly(before.Weights.Name, 1) || !(before.Bias is null || uses.IsReadOnly(before.Bias.Name, 1))
            || uses.IsOutput(activation.Output))
        {
            return false;
        }

        var weights = new List<string> { before.Weights.Name };
        if (before.Bias is not null)
        {
            weights.Add(before.Bias.Name);
        }

        foreach (GraphNode reader in uses.ReadersOf(activation.Output))
        {
            if (Convolution.Of(graph, reader) is not { } behind || !uses.IsReadOnly(behind.Weights.Name, 1))
            {
                return false;
            }

            weights.Add(behind.Weights.Name);
        }

        negated.SymmetricExceptWith(weights);
        return true;
    }

    private static GraphNode[] Plain(SlopedActivation activation, NetworkGraph graph)
    {
        string output = activation.Output;
        string minus = graph.NewName(output + "_minus"), opposite = graph.NewName(output + "_opposite");
        string negative = graph.NewName(output + "_negative"), scaled = graph.NewName(output + "_scaled");
        int channels = activation.Slope.Floats.Length;
        graph.Set(minus, [channels, 1, 1, 1], static values => values.Fill(-1));
        return
        [
            Convolution.OfPixels(activation.Input, [minus], opposite, channels),
            new("Relu", [opposite], negative),
            Convolution.OfPixels(negative, [Factors(activation, graph, isNegated: false)], scaled, channels),
            new("Add", [scaled, activation.Input], output),
        ];
    }

    private static GraphNode[] Negated(SlopedActivation activation, NetworkGraph graph)
    {
        string output = activation.Output;
        string negative = graph.NewName(output + "_negative"), scaled = graph.NewName(output + "_scaled");
        return
        [
            new("Relu", [activation.Input], negative),
            Convolution.OfPixels(negative, [Factors(activation, graph, isNegated: true)], scaled, activation.Slope.Floats.Length),
            new("Add", [scaled, activation.Input], output),
        ];
    }

    private static string Factors(SlopedActivation activation, NetworkGraph graph, bool isNegated)
    {
        string name = graph.NewName(activation.Output + "_factors");
        GraphTensor slope = activation.Slope;
        graph.Set(name, [slope.Floats.Length, 1, 1, 1], values =>
        {
            TensorPrimitives.Subtract(slope.Floats, 1, values);
            if (!isNegated)
            {
                TensorPrimitives.Negate(values, values);
            }
        });
        return name;
    }
}
