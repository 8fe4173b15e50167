using System.Buffers.Binary;
using Iris.Inference.Graphs;

namespace Iris.ModelConversion.Onnx;

/// <summary>A network being written in ONNX. Planes of channels follow one another, and pictures of a batch, of which there may be any number.</summary>
internal sealed class OnnxGraph(string name)
{
    private const int FloatType = 1;
    private const int IntegerType = 7;

    // The name of the converter that the files were first made with, which stands in them.
    private const string Producer = "bakeoff";
    private const string Batch = "N";

    private readonly List<WireMessage> _constants = [];
    private readonly List<WireMessage> _inputs = [];
    private readonly List<WireMessage> _outputs = [];

    /// <summary>The operations, each after those that make what it reads.</summary>
    public List<OnnxNode> Nodes { get; private init; } = [];

    /// <summary>The same network with other operations.</summary>
    public OnnxGraph With(IEnumerable<OnnxNode> nodes)
    {
        var graph = new OnnxGraph(name) { Nodes = [.. nodes] };
        graph._constants.AddRange(_constants);
        graph._inputs.AddRange(_inputs);
        graph._outputs.AddRange(_outputs);
        return graph;
    }

    /// <summary>Adds an operation.</summary>
    public void Add(string type, string[] inputs, string output, params OnnxAttribute[] attributes) =>
        Nodes.Add(new(type, inputs, output, attributes));

    /// <summary>Adds weights.</summary>
    public void AddConstant(string constant, WeightTensor weights)
    {
        byte[] bytes = new byte[weights.Elements.Length * sizeof(float)];
        for (int i = 0; i < weights.Elements.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), weights.Elements[i]);
        }

        _constants.Add(Constant(constant, FloatType, weights.Shape, bytes));
    }

    /// <summary>Adds a row of integers.</summary>
    public void AddConstant(string constant, long[] integers)
    {
        byte[] bytes = new byte[integers.Length * sizeof(long)];
        for (int i = 0; i < integers.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), integers[i]);
        }

        _constants.Add(Constant(constant, IntegerType, [integers.Length], bytes));
    }

    /// <summary>Says that a tensor is given by the caller.</summary>
    /// <param name="tensor">Its name.</param>
    /// <param name="shape">Its shape, without the batch.</param>
    public void AddInput(string tensor, params int[] shape) => _inputs.Add(Port(tensor, shape));

    /// <summary>Says that a tensor is a result.</summary>
    /// <param name="tensor">Its name.</param>
    /// <param name="shape">Its shape, without the batch.</param>
    public void AddOutput(string tensor, params int[] shape) => _outputs.Add(Port(tensor, shape));

    /// <summary>The network's file (ONNX's ModelProto).</summary>
    public byte[] ToArray(OnnxVersion version)
    {
        var graph = new WireMessage();
        Nodes.ForEach(node => node.WriteTo(graph, 1));
        graph.Add(2, name);
        _constants.ForEach(constant => graph.Add(5, constant));
        _inputs.ForEach(input => graph.Add(11, input));
        _outputs.ForEach(output => graph.Add(12, output));

        var operators = new WireMessage();
        operators.Add(1, string.Empty);
        operators.Add(2, version.Operators);

        var model = new WireMessage();
        model.Add(1, version.Format);
        model.Add(2, Producer);
        model.Add(7, graph);
        model.Add(8, operators);
        return model.ToArray()!;
    }

    // ONNX's TensorProto.
    private static WireMessage Constant(string name, int type, int[] shape, byte[] bytes)
    {
        var tensor = new WireMessage();
        foreach (int length in shape)
        {
            tensor.Add(1, length);
        }

        tensor.Add(2, type);
        tensor.Add(8, name);
        tensor.Add(9, bytes);
        return tensor;
    }

    // ONNX's ValueInfoProto: a name and a type, which is a tensor of a shape.
    private static WireMessage Port(string name, int[] shape)
    {
        var dimensions = new WireMessage();
        dimensions.Add(1, Message(message => message.Add(2, Batch)));
        foreach (int length in shape)
        {
            dimensions.Add(1, Message(message => message.Add(1, length)));
        }

        WireMessage tensor = Message(message =>
        {
            message.Add(1, FloatType);
            message.Add(2, dimensions);
        });
        return Message(message =>
        {
            message.Add(1, name);
            message.Add(2, Message(type => type.Add(1, tensor)));
        });
    }

    private static WireMessage Message(Action<WireMessage> write)
    {
        var message = new WireMessage();
        write(message);
        return message;
    }
}
