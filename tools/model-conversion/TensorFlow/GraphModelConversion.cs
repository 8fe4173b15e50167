using Iris.ModelConversion.Onnx;

namespace Iris.ModelConversion.TensorFlow;

/// <summary>A result of a network.</summary>
/// <param name="Node">The operation that makes it.</param>
/// <param name="Name">What it is called in ONNX.</param>
internal sealed record GraphModelOutput(string Node, string Name);

/// <summary>
/// Writes a TensorFlow.js graph model in ONNX. There a picture's channels are side by side (NHWC) and here its planes follow one another (NCHW):
/// weights are turned accordingly, and what is reshaped is turned back before.
/// </summary>
internal sealed class GraphModelConversion
{
    private readonly GraphModel _model;
    private readonly OnnxGraph _graph;
    private readonly HashSet<string> _visited = [];
    private readonly Dictionary<string, Made> _made = [];
    private int _names;

    private GraphModelConversion(GraphModel model, string name)
    {
        _model = model;
        _graph = new OnnxGraph(name);
    }

    /// <summary>Converts a network.</summary>
    /// <param name="model">The network.</param>
    /// <param name="name">Its name.</param>
    /// <param name="outputs">Its results, in the order in which what leads to them is written.</param>
    /// <exception cref="ConversionException">It has operations that these networks do not have.</exception>
    public static OnnxGraph Convert(GraphModel model, string name, params GraphModelOutput[] outputs)
    {
        var conversion = new GraphModelConversion(model, name);
        foreach (GraphModelOutput output in outputs)
        {
            conversion.Visit(output.Node);
        }

        foreach (GraphModelOutput output in outputs)
        {
            Made made = conversion._made[output.Node];
            conversion._graph.Add("Identity", [made.Name], output.Name);
            conversion._graph.AddOutput(output.Name, made.Shape);
        }

        return conversion._graph;
    }

    // Everything that it reads, then itself.
    private void Visit(string name)
    {
        if (!_visited.Add(name))
        {
            return;
        }

        GraphModelNode node = _model.Nodes.GetValueOrDefault(name) ?? throw new ConversionException($"The network has no {name}.");
        foreach (string input in node.Input ?? [])
        {
            Visit(input);
        }

        if (node.Op != "Const")
        {
            _made[name] = Write(node);
        }
    }

    private Made Write(GraphModelNode node) => (node.Op, node.Input) switch
    {
        ("Placeholder", null or []) => Input(node),
        ("_FusedConv2D", [var x, var weights, var bias, .. var slopes]) => Convolution(node, x, weights, bias, slopes),
        ("DepthwiseConv2dNative", [var x, var weights]) => Depthwise(node, x, weights),
        ("MaxPool", [var x]) => MaxPool(node, x),
        ("AddV2", [var x, var other]) => Operation("Add", Tensor(x).Shape, Tensor(x).Name, Tensor(other).Name),
        ("Relu" or "Sigmoid", [var x]) => Operation(node.Op, Tensor(x).Shape, Tensor(x).Name),
        ("Prelu", [var x, var slopes]) => Sloped(Tensor(x), slopes),
        ("Pad", [var x, var padding]) => Pad(x, padding),
        ("Reshape", [var x, var shape]) => Reshape(x, shape),
        ("Identity", [var x]) => Tensor(x),
        _ => throw new ConversionException($"The operation {node.Op} is not converted: {node.Name}."),
    };

    private Made Input(GraphModelNode node)
    {
        if (node.Shape("shape") is not [_, var height, var width, var channels])
        {
            throw new ConversionException($"{node.Name} is not a picture.");
        }

        _graph.AddInput("input", channels, height, width);
        return new("input", [height, width, channels]);
    }

    private Made Convolution(GraphModelNode node, string x, string weights, string bias, string[] slopes)
    {
        // Height, width, input channels, output channels.
        WeightTensor kernel = _model.Weights(weights);
        string turned = Constant(kernel.Transpose(3, 2, 0, 1));
        Made made = Convolution(node, Tensor(x), [turned, Constant(_model.Weights(bias))], kernel.Shape[..2], groups: 1, channels: kernel.Shape[3]);
        return (node.Texts("fused_ops"), slopes) switch
        {
            (["BiasAdd"], []) => made,
            (["BiasAdd", "Relu"], []) => Operation("Relu", made.Shape, made.Name),
            (["BiasAdd", "Prelu"], [var slope]) => Sloped(made, slope),
            _ => throw new ConversionException($"What is fused in {node.Name} is not converted."),
        };
    }

    private Made Depthwise(GraphModelNode node, string x, string weights)
    {
        // Height, width, channels, and one: how many channels are made of each.
        WeightTensor kernel = _model.Weights(weights);
        int channels = kernel.Shape[3] == 1 ? kernel.Shape[2] : throw new ConversionException($"{node.Name} makes more channels than are converted.");
        return Convolution(node, Tensor(x), [Constant(kernel.Transpose(2, 3, 0, 1))], kernel.Shape[..2], groups: channels, channels);
    }

    private Made Convolution(GraphModelNode node, Made x, string[] constants, int[] kernel, int groups, int channels)
    {
        Window window = WindowOf(node, kernel[0], kernel[1]);
        (int height, int width) = window.Over(x.Shape[0], x.Shape[1]);
        string output = NewName('v');
        _graph.Add(
            "Conv",
            [x.Name, .. constants],
            output,
            OnnxAttribute.Of("group", groups),
            OnnxAttribute.Of("kernel_shape", window.Kernel),
            OnnxAttribute.Of("pads", window.Pads(x.Shape[0], x.Shape[1])),
            OnnxAttribute.Of("strides", window.Strides));
        return new(output, [height, width, channels]);
    }

    private Made MaxPool(GraphModelNode node, string input)
    {
        Made x = Tensor(input);
        long[] size = node.Integers("ksize");
        Window window = WindowOf(node, (int)size[1], (int)size[2]);
        (int height, int width) = window.Over(x.Shape[0], x.Shape[1]);
        string output = NewName('v');
        _graph.Add(
            "MaxPool",
            [x.Name],
            output,
            OnnxAttribute.Of("kernel_shape", window.Kernel),
            OnnxAttribute.Of("pads", window.Pads(x.Shape[0], x.Shape[1])),
            OnnxAttribute.Of("strides", window.Strides));
        return new(output, [height, width, x.Shape[2]]);
    }

    private Made Sloped(Made x, string slopes) => Operation("PRelu", x.Shape, x.Name, Constant(_model.Weights(slopes).ForEachChannel()));

    // Before and after each dimension, one dimension after the other; in ONNX all that is before comes first.
    private Made Pad(string input, string padding)
    {
        Made x = Tensor(input);
        int[] sides = _model.Integers(padding);
        if (sides.Length != 8)
        {
            throw new ConversionException($"{padding} is not the padding of pictures.");
        }

        int[] order = [0, 3, 1, 2];
        string constant = Constant([.. order.Select(dimension => (long)sides[2 * dimension]), .. order.Select(dimension => (long)sides[(2 * dimension) + 1])]);
        string output = NewName('v');
        _graph.Add("Pad", [x.Name, constant], output, OnnxAttribute.Of("mode", "constant"));
        return new(output, [.. x.Shape.Select((length, i) => length + sides[2 * (i + 1)] + sides[(2 * (i + 1)) + 1])]);
    }

    // The batch stays as it is, which ONNX writes as zero.
    private Made Reshape(string input, string shape)
    {
        string turned = NewName('v');
        _graph.Add("Transpose", [Tensor(input).Name], turned, OnnxAttribute.Of("perm", 0, 2, 3, 1));
        int[] lengths = _model.Integers(shape)[1..];
        return Operation("Reshape", lengths, turned, Constant([0, .. lengths.Select(length => (long)length)]));
    }

    private Made Operation(string type, int[] shape, params string[] inputs)
    {
        string output = NewName('v');
        _graph.Add(type, inputs, output);
        return new(output, shape);
    }

    private static Window WindowOf(GraphModelNode node, int height, int width)
    {
        long[] strides = node.Integers("strides");
        bool isPadded = node.Text("padding") switch
        {
            "SAME" => true,
            "VALID" => false,
            var other => throw new ConversionException($"The padding {other} is not converted: {node.Name}."),
        };
        return new(height, width, (int)strides[1], (int)strides[2], isPadded);
    }

    private Made Tensor(string name) =>
        _made.TryGetValue(name, out Made made) ? made : throw new ConversionException($"{name} is not converted where an operation's result is expected.");

    private string Constant(WeightTensor weights)
    {
        string name = NewName('c');
        _graph.AddConstant(name, weights);
        return name;
    }

    private string Constant(long[] integers)
    {
        string name = NewName('c');
        _graph.AddConstant(name, integers);
        return name;
    }

    // Constants and results are counted together.
    private string NewName(char kind) => $"{kind}{++_names}";

    // What an operation made: its name in ONNX, and its shape as TensorFlow has it, without the batch.
    private readonly record struct Made(string Name, int[] Shape);
}
