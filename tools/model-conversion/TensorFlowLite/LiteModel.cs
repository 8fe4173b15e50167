using System.Buffers.Binary;

namespace Iris.ModelConversion.TensorFlowLite;

/// <summary>A TensorFlow Lite network. Fields and numbers are those of TensorFlow's <c>schema.fbs</c>.</summary>
internal sealed class LiteModel
{
    private const int FloatType = 0;

    private LiteModel(LiteTensor[] tensors, LiteOperator[] operators, int input, int output)
    {
        Tensors = tensors;
        Operators = operators;
        Input = input;
        Output = output;
    }

    /// <summary>The tensors, to which the operators refer by their places.</summary>
    public IReadOnlyList<LiteTensor> Tensors { get; }

    /// <summary>The operators, each after those that make what it reads.</summary>
    public IReadOnlyList<LiteOperator> Operators { get; }

    /// <summary>The tensor that is given.</summary>
    public int Input { get; }

    /// <summary>The tensor that is the result.</summary>
    public int Output { get; }

    /// <summary>Reads a network.</summary>
    /// <exception cref="ConversionException">It is none, or has more than one graph, input or output.</exception>
    public static LiteModel Read(ReadOnlyMemory<byte> file)
    {
        if (file.Length < 8 || !file.Span[4..8].SequenceEqual("TFL3"u8))
        {
            throw new ConversionException("The network is not a TensorFlow Lite file.");
        }

        var model = FlatTable.Root(file);
        FlatTable[] buffers = model.Tables(4);
        int[] codes = [.. model.Tables(1).Select(code => code.Byte(0))];
        if (model.Tables(2) is not [var graph] || graph.Integers(1) is not [var input] || graph.Integers(2) is not [var output])
        {
            throw new ConversionException("The network does not have one graph with one input and one output.");
        }

        return new(
            [.. graph.Tables(0).Select(tensor => Tensor(tensor, buffers))],
            [.. graph.Tables(3).Select(@operator => Operator(@operator, codes))],
            input,
            output);
    }

    private static LiteTensor Tensor(FlatTable tensor, FlatTable[] buffers)
    {
        int[] shape = tensor.Integers(0);
        ReadOnlySpan<byte> data = At(buffers, tensor.Integer(2)).Bytes(0).Span;
        if (data.IsEmpty || tensor.Byte(1) != FloatType)
        {
            return new(shape, Constant: null);
        }

        var elements = new float[data.Length / sizeof(float)];
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = BinaryPrimitives.ReadSingleLittleEndian(data[(i * sizeof(float))..]);
        }

        return shape.Aggregate(1L, (product, length) => product * length) * sizeof(float) == data.Length
            ? new(shape, new WeightTensor(shape, elements))
            : throw new ConversionException($"The weights of {tensor.Text(3)} do not have its shape.");
    }

    private static LiteOperator Operator(FlatTable @operator, int[] codes) =>
        @operator.Integers(2) is [var output]
            ? new((LiteCode)At(codes, @operator.Integer(0)), @operator.Integers(1), output, @operator.Table(4))
            : throw new ConversionException("An operator of the network does not make one tensor.");

    private static T At<T>(T[] row, int place) => place >= 0 && place < row.Length
        ? row[place]
        : throw new ConversionException("The network refers to what it does not hold.");
}

/// <summary>A tensor of a network.</summary>
/// <param name="Shape">Its shape, the batch first.</param>
/// <param name="Constant">Its weights, if it is a constant of floats.</param>
internal sealed record LiteTensor(int[] Shape, WeightTensor? Constant);

/// <summary>An operator of a network.</summary>
/// <param name="Code">What it does.</param>
/// <param name="Inputs">The tensors that it reads.</param>
/// <param name="Output">The tensor that it makes.</param>
/// <param name="Options">Its settings.</param>
internal sealed record LiteOperator(LiteCode Code, int[] Inputs, int Output, FlatTable? Options);

/// <summary>What an operator does. Others exist and are not converted.</summary>
internal enum LiteCode
{
    Add = 0,
    Convolution = 3,
    DepthwiseConvolution = 4,
    Multiply = 18,
    Relu = 19,
    Reshape = 22,
    Subtract = 41,
    Absolute = 101,
}
