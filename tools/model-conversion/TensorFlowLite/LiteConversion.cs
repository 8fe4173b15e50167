using Iris.ModelConversion.Onnx;

namespace Iris.ModelConversion.TensorFlowLite;

/// <summary>
/// Writes a TensorFlow Lite network in ONNX. Channels are turned into planes as in <see cref="TensorFlow.GraphModelConversion"/>. Tensors are
/// named by their places in the file, constants by the place of the operator that reads them.
/// </summary>
internal sealed class LiteConversion
{
    private readonly LiteModel _model;
    private readonly OnnxGraph _graph;
    private readonly string _output;

    private LiteConversion(LiteModel model, string name, string output)
    {
        _model = model;
        _graph = new OnnxGraph(name);
        _output = output;
    }

    /// <summary>Converts a network.</summary>
    /// <param name="model">The network.</param>
    /// <param name="name">Its name.</param>
    /// <param name="output">What its result is called in ONNX.</param>
    /// <exception cref="ConversionException">It has operators that this network does not have.</exception>
    public static OnnxGraph Convert(LiteModel model, string name, string output)
    {
        var conversion = new LiteConversion(model, name, output);
        conversion.Write();
        return conversion._graph;
    }

    private void Write()
    {
        if (ShapeOf(_model.Input) is not [_, var height, var width, var channels])
        {
            throw new ConversionException("The network's input is not a picture.");
        }

        // The batch that the file was made for, of two pictures, is forgotten.
        _graph.AddInput("input", channels, height, width);
        _graph.AddOutput(_output, ShapeOf(_model.Output)[1..]);

        var slopes = new LiteSlopes(_model);
        for (int place = 0; place < _model.Operators.Count; place++)
        {
            if (slopes.EndingAt(place) is { } slope)
            {
                Add("PRelu", [NameOf(slope.Input), Constant($"pr{place}", slope.Slopes.ForEachChannel())], _model.Operators[place]);
            }
            else if (!slopes.HasPart(place))
            {
                Write(place, _model.Operators[place]);
            }
        }
    }

    private void Write(int place, LiteOperator @operator)
    {
        switch (@operator)
        {
            case { Code: LiteCode.Convolution, Inputs: [var x, var weights, var bias], Options: { } options }:
                // Output channels, height, width, input channels.
                Convolution(place, @operator, x, Weights(weights).Transpose(0, 3, 1, 2), bias, groups: 1, options, activationField: 3);
                break;
            case { Code: LiteCode.DepthwiseConvolution, Inputs: [var x, var weights, var bias], Options: { } options } when ChannelsOf(x) == ChannelsOf(weights):
                // One, height, width, channels.
                Convolution(place, @operator, x, Weights(weights).Transpose(3, 0, 1, 2), bias, ChannelsOf(x), options, activationField: 4);
                break;
            case { Code: LiteCode.Add, Inputs: [var x, var other] } when @operator.Options?.Byte(0) is null or 0:
                Add("Add", [NameOf(x), NameOf(other)], @operator);
                break;
            case { Code: LiteCode.Reshape, Inputs: [var x, ..] } when ShapeOf(x).Length == 4:
                Reshape(place, @operator, x);
                break;
            default:
                throw new ConversionException($"Operator {place} of the network, {@operator.Code}, is not converted.");
        }
    }

    // Options: padding, step across, step down, then for a depthwise one how many channels are made of each, then the activation, then dilations.
    private void Convolution(
        int place, LiteOperator @operator, int x, WeightTensor weights, int bias, int groups, FlatTable options, int activationField)
    {
        bool isDilated = options.Integer(activationField + 1, absent: 1) != 1 || options.Integer(activationField + 2, absent: 1) != 1;
        if (options.Byte(activationField) != 0 || isDilated)
        {
            throw new ConversionException($"Operator {place} of the network has an activation or a dilation, which is not converted.");
        }

        var window = new Window(weights.Shape[2], weights.Shape[3], options.Integer(2, absent: 1), options.Integer(1, absent: 1), options.Byte(0) == 0);
        int[] shape = ShapeOf(x);
        OnnxAttribute[] pads = window.IsPadded ? [OnnxAttribute.Of("pads", window.Pads(shape[1], shape[2]))] : [];
        Add(
            "Conv",
            [NameOf(x), Constant($"w{place}", weights), Constant($"b{place}", Weights(bias))],
            @operator,
            [
                OnnxAttribute.Of("dilations", 1, 1),
                OnnxAttribute.Of("group", groups),
                OnnxAttribute.Of("kernel_shape", window.Kernel),
                .. pads,
                OnnxAttribute.Of("strides", window.Strides),
            ]);
    }

    // The batch stays as it is, which ONNX writes as zero.
    private void Reshape(int place, LiteOperator @operator, int x)
    {
        string turned = $"t{@operator.Output}_t", shape = $"s{place}";
        _graph.Add("Transpose", [NameOf(x)], turned, OnnxAttribute.Of("perm", 0, 2, 3, 1));
        _graph.AddConstant(shape, [0, .. ShapeOf(@operator.Output)[1..].Select(length => (long)length)]);
        Add("Reshape", [turned, shape], @operator);
    }

    private void Add(string type, string[] inputs, LiteOperator @operator, params OnnxAttribute[] attributes) =>
        _graph.Add(type, inputs, NameOf(@operator.Output), attributes);

    private string Constant(string name, WeightTensor weights)
    {
        _graph.AddConstant(name, weights);
        return name;
    }

    private string NameOf(int tensor) => tensor == _model.Input ? "input" : tensor == _model.Output ? _output : $"t{tensor}";

    private int[] ShapeOf(int tensor) => _model.Tensors[tensor].Shape;

    private int ChannelsOf(int tensor) => ShapeOf(tensor)[^1];

    private WeightTensor Weights(int tensor) =>
        _model.Tensors[tensor].Constant ?? throw new ConversionException($"Tensor {tensor} of the network is not a constant of floats.");
}
