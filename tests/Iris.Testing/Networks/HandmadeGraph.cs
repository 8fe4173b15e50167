using System.Runtime.InteropServices;
using Iris.Inference.Graphs;

namespace Iris.Testing.Networks;

/// <summary>A small network for one test, with random weights, the same at every run.</summary>
internal sealed class HandmadeGraph
{
    private const int FloatType = 1;

    private readonly WireMessage _graph = new();
    private readonly Random _random = new(20);

    /// <summary>An input or output of floats; the batch stands before the shape.</summary>
    public HandmadeGraph Input(string name, params long[] shape) => Add(11, Description(name, shape));

    public HandmadeGraph Output(string name, params long[] shape) => Add(12, Description(name, shape));

    /// <summary>A constant of floats between −1 and 1, or of these.</summary>
    public HandmadeGraph Floats(string name, long[] shape, params float[] values)
    {
        if (values.Length == 0)
        {
            values = [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (product, length) => product * length)).Select(_ => (_random.NextSingle() * 2) - 1)];
        }

        GraphTensor.Of(name, shape, values.CopyTo).WriteTo(_graph, 5);
        return this;
    }

    /// <summary>A constant that is a row of integers, as raw data.</summary>
    public HandmadeGraph Integers(string name, params long[] values)
    {
        var tensor = new WireMessage();
        tensor.Add(1, values.Length);
        tensor.Add(2, 7);
        tensor.Add(8, name);
        tensor.Add(9, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
        return Add(5, tensor);
    }

    public HandmadeGraph Node(string type, string[] inputs, string output, params GraphAttribute[] attributes)
    {
        new GraphNode(type, inputs, output, attributes).WriteTo(_graph, 1);
        return this;
    }

    /// <summary>A convolution with weights and a bias of its own, <c>output_w</c> and <c>output_b</c>.</summary>
    public HandmadeGraph Conv(string input, string output, int from, int to, int kernel = 1, int groups = 1)
    {
        int pad = kernel / 2;
        return Floats(output + "_w", [to, from / groups, kernel, kernel])
            .Floats(output + "_b", [to])
            .Node(
                "Conv",
                [input, output + "_w", output + "_b"],
                output,
                GraphAttribute.Of("group", groups),
                GraphAttribute.Of("kernel_shape", kernel, kernel),
                GraphAttribute.Of("pads", pad, pad, pad, pad));
    }

    /// <summary>A PRelu as the default pack has it, in four operations.</summary>
    public HandmadeGraph SplitPRelu(string input, string output, string slope) =>
        Node("Relu", [input], output + "_r")
            .Node("Sub", [input, output + "_r"], output + "_n")
            .Node("Mul", [output + "_n", slope], output + "_m")
            .Node("Add", [output + "_r", output + "_m"], output);

    /// <summary>A message of the graph's own.</summary>
    public HandmadeGraph Add(int field, WireMessage message)
    {
        _graph.Add(field, message);
        return this;
    }

    public byte[] ToArray(int operatorSet = 13)
    {
        var set = new WireMessage();
        set.Add(2, operatorSet);
        var model = new WireMessage();
        model.Add(1, 7);
        model.Add(8, set);
        var graph = new WireMessage();
        graph.Add(2, "handmade");
        graph.Add(_graph.ToArray()!);
        model.Add(7, graph);
        return model.ToArray()!;
    }

    /// <summary>An input or output as the file describes it, with a batch of one in front.</summary>
    public static WireMessage Description(string name, params long[] shape) => Port(name, [1, .. shape]);

    /// <summary>An input or output as the file describes it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">All of its dimensions; one that is negative is left open.</param>
    public static WireMessage Port(string name, params ReadOnlySpan<long> shape)
    {
        var lengths = new WireMessage();
        foreach (long length in shape)
        {
            var dimension = new WireMessage();
            if (length < 0)
            {
                dimension.Add(2, "open");
            }
            else
            {
                dimension.Add(1, length);
            }

            lengths.Add(1, dimension);
        }

        var tensor = new WireMessage();
        tensor.Add(1, FloatType);
        tensor.Add(2, lengths);
        var type = new WireMessage();
        type.Add(1, tensor);
        var port = new WireMessage();
        port.Add(1, name);
        port.Add(2, type);
        return port;
    }
}
