namespace Iris.Inference.Graphs;

/// <summary>A node that is a two-dimensional convolution with constant weights of floats, all of which was understood.</summary>
/// <param name="Node">The node.</param>
/// <param name="Weights">Out×in×height×width; with groups, in is that of a group.</param>
/// <param name="Bias">One element for each channel that it makes; null for none.</param>
/// <param name="Groups">How many parts its channels are in that know nothing of one another.</param>
/// <param name="IsPointwise">Whether each pixel that it makes comes of that pixel alone, by one matrix for all.</param>
internal sealed record Convolution(GraphNode Node, GraphTensor Weights, GraphTensor? Bias, int Groups, bool IsPointwise)
{
    public string Input => Node.Inputs[0];

    public string Output => Node.Outputs[0];

    /// <summary>The channels that it makes.</summary>
    public int Channels => (int)Weights.Shape[0];

    /// <summary>The channels that it reads.</summary>
    public int InputChannels => (int)Weights.Shape[1] * Groups;

    /// <summary>Whether each channel that it makes comes of the same channel alone.</summary>
    public bool IsDepthwise => Groups > 1 && Groups == Channels && Weights.Shape[1] == 1;

    /// <summary>Reads a node.</summary>
    /// <returns>Null when it is anything else, or not understood.</returns>
    public static Convolution? Of(NetworkGraph graph, GraphNode? node)
    {
        if (node is null || !(node.Is("Conv", 2) || node.Is("Conv", 3))
            || graph.Constant(node.Inputs[1]) is not { IsFloat: true, Shape.Count: 4 } weights)
        {
            return null;
        }

        GraphTensor? bias = node.Inputs.Count == 3 ? graph.Constant(node.Inputs[2]) : null;
        if (node.Inputs.Count == 3 && !(bias is { IsFloat: true, Shape.Count: 1 } && bias.Shape[0] == weights.Shape[0]))
        {
            return null;
        }

        var settings = new Dictionary<string, GraphAttribute>();
        if (!node.Attributes.TrueForAll(attribute => IsSetting(attribute.Name) && settings.TryAdd(attribute.Name, attribute)))
        {
            return null;
        }

        long? groups = settings.TryGetValue("group", out GraphAttribute? group) ? group.Integer : 1;
        if (groups is not > 0 || weights.Shape[0] % groups != 0 || weights.Shape[1] > int.MaxValue / groups
            || !IsRow(settings, "kernel_shape", [weights.Shape[2], weights.Shape[3]], out bool isKernel) || !isKernel
            || !IsRow(settings, "strides", [1, 1], out bool isDense)
            || !IsRow(settings, "dilations", [1, 1], out _)
            || !IsRow(settings, "pads", [0, 0, 0, 0], out bool isBare))
        {
            return null;
        }

        bool isOnePixel = weights.Shape[2] == 1 && weights.Shape[3] == 1 && isDense && isBare;
        bool isPlain = !settings.TryGetValue("auto_pad", out GraphAttribute? padding) || padding.Text == "NOTSET";
        return new(node, weights, bias, (int)groups, groups == 1 && isOnePixel && isPlain);
    }

    /// <summary>Makes a convolution of each pixel by itself.</summary>
    /// <param name="input">The tensor that it reads.</param>
    /// <param name="weights">The weights' name, and the bias's if there is one.</param>
    /// <param name="output">The tensor that it makes.</param>
    /// <param name="groups">1, or as many as there are channels.</param>
    public static GraphNode OfPixels(string input, IEnumerable<string> weights, string output, int groups = 1) =>
        new("Conv", [input, .. weights], output, GraphAttribute.Of("group", groups), GraphAttribute.Of("kernel_shape", 1, 1));

    private static bool IsSetting(string name) => name is "auto_pad" or "dilations" or "group" or "kernel_shape" or "pads" or "strides";

    // False for a row of another length or with a number that makes no sense; otherwise, whether it is as expected. It is where it is not set.
    private static bool IsRow(Dictionary<string, GraphAttribute> settings, string name, long[] expected, out bool isExpected)
    {
        isExpected = true;
        if (!settings.TryGetValue(name, out GraphAttribute? setting))
        {
            return true;
        }

        isExpected = setting.Integers is not null && setting.Integers.SequenceEqual(expected);
        long least = name == "pads" ? 0 : 1;
        return setting.Integers?.Count == expected.Length && setting.Integers.All(number => number >= least && number <= int.MaxValue);
    }
}
