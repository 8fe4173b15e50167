using System.Runtime.InteropServices;
using Iris.ModelConversion.Onnx;
using Iris.ModelConversion.TensorFlowLite;

namespace Iris.ModelConversion.Tests;

/// <summary>Networks from TensorFlow Lite, on a small one.</summary>
public sealed class LiteConversionTests
{
    private const int ThreeByThree = 9;

    // Channels of the output come first in these weights, and last in the twin's.
    private static readonly float[] First = Noise.Of(3 * ThreeByThree * 2, seed: 1), Last = Noise.Of(4 * 5 * 3 * 3, seed: 2);
    private static readonly float[] FirstBias = Noise.Of(3, seed: 3), DepthwiseBias = Noise.Of(3, seed: 4), LastBias = Noise.Of(4, seed: 5);
    private static readonly float[] Depthwise = Noise.Of(ThreeByThree * 3, seed: 6), Halves = Noise.Of(3, seed: 7);

    [Fact]
    public void A_converted_network_computes_what_the_operators_say_for_any_number_of_pictures()
    {
        OnnxGraph graph = LiteConversion.Convert(LiteModel.Read(Network()), "small", "result");
        Assert.Equal(["Conv", "PRelu", "Conv", "Add", "Conv", "Transpose", "Reshape"], graph.Nodes.Select(node => node.Operator));

        byte[] file = SplitSlopes.In(graph).ToArray(OnnxVersion.TensorFlowLite);
        ChannelsLast[] pictures = [.. Enumerable.Range(10, 3).Select(seed => new ChannelsLast(5, 6, 2, Noise.Of(60, seed)))];
        float[] actual = NetworkRun.Of(file, [.. pictures.SelectMany(picture => picture.ToPlanes())], 3, 2, 5, 6);

        float[] expected = [.. pictures.SelectMany(picture => Twin(picture).Elements)];
        Assert.Equal(expected.Length, actual.Length);

        // Sums of up to 45 products, some of them above 1, in another order.
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Theory]
    [InlineData(1, 22, "activation")]
    [InlineData(0, 17, "Operator 9 of the network, 17, is not converted")]
    public void What_is_not_converted_is_told(int activation, int lastCode, string expected)
    {
        var model = LiteModel.Read(Network(activation, lastCode));

        string message = Assert.Throws<ConversionException>(() => LiteConversion.Convert(model, "small", "result")).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_file_in_place_of_a_network_is_told()
    {
        Assert.Throws<ConversionException>(() => LiteModel.Read(Array.Empty<byte>()));
        Assert.Throws<ConversionException>(() => LiteModel.Read((byte[])[.. Network()[..4], .. "TFL2"u8, .. Network()[8..]]));
        Assert.Throws<ConversionException>(() => LiteModel.Read(HandmadeFlatFile.Of("TFL3", [3])));
    }

    private static ChannelsLast Twin(ChannelsLast picture)
    {
        ChannelsLast sloped = picture
            .Convolve(OutputLast(First, 3), [3, 3, 2, 3], FirstBias, new TestWindow(3, 3, StepDown: 1, StepAcross: 2, IsSame: true))
            .Slope([.. Halves.Select(half => 2 * half)]);
        return sloped.Depthwise(Depthwise, new TestWindow(3, 3, 1, 1, IsSame: true)).Map((element, channel) => element + DepthwiseBias[channel])
            .Plus(sloped)
            .Convolve(OutputLast(Last, 4), [5, 3, 3, 4], LastBias, new TestWindow(5, 3, 1, 1, IsSame: false));
    }

    // Tables by the numbers of their fields, as in TensorFlow's schema.fbs. Absent options stand for what they are most often.
    private static byte[] Network(int activation = 0, int lastCode = 22)
    {
        object?[][] codes = [.. new[] { 0, 3, 4, 18, 19, lastCode, 41, 101 }.Select(code => (object?[])[code])];
        int add = 0, convolution = 1, depthwise = 2, multiply = 3, relu = 4, reshape = 5, subtract = 6, absolute = 7;
        (int[] Shape, float[]? Weights)[] tensors =
        [
            ([2, 5, 6, 2], null), ([3, 3, 3, 2], First), ([3], FirstBias), ([2, 5, 3, 3], null), ([2, 5, 3, 3], null), ([2, 5, 3, 3], null),
            ([2, 5, 3, 3], null), ([3], Halves), ([2, 5, 3, 3], null), ([2, 5, 3, 3], null), ([1, 3, 3, 3], Depthwise), ([3], DepthwiseBias),
            ([2, 5, 3, 3], null), ([2, 5, 3, 3], null), ([4, 5, 3, 3], Last), ([4], LastBias), ([2, 1, 1, 4], null), ([2, 4], null),
        ];
        object?[][] operators =
        [
            Operator(convolution, [0, 1, 2], 3, [null, 2, 1, activation]),
            Operator(relu, [3], 4),
            Operator(absolute, [3], 5),
            Operator(subtract, [3, 5], 6),
            Operator(multiply, [7, 6], 8),
            Operator(add, [4, 8], 9),
            Operator(depthwise, [9, 10, 11], 12, [null, 1, 1, 1]),
            Operator(add, [12, 9], 13, []),
            Operator(convolution, [13, 14, 15], 16, [1, 1, 1]),
            Operator(reshape, [16], 17),
        ];
        object?[] graph =
        [
            tensors.Select((tensor, place) => (object?[])[tensor.Shape, 0, tensor.Weights is null ? 0 : place + 1]).ToArray(),
            (int[])[0],
            (int[])[17],
            operators,
        ];
        object?[][] buffers = [[], .. tensors.Select(tensor => (object?[])[Bytes(tensor.Weights)])];
        return HandmadeFlatFile.Of("TFL3", [3, codes, (object?[][])[graph], null, buffers]);
    }

    private static object?[] Operator(int code, int[] inputs, int output, object?[]? options = null) => [code, inputs, (int[])[output], null, options];

    private static byte[]? Bytes(float[]? weights) => weights is null ? null : MemoryMarshal.AsBytes(weights.AsSpan()).ToArray();

    private static float[] OutputLast(float[] weights, int outputs) =>
        [.. Enumerable.Range(0, weights.Length).Select(i => weights[(i % outputs * (weights.Length / outputs)) + (i / outputs)])];
}
