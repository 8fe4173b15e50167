using Iris.ModelConversion.Onnx;
using Iris.ModelConversion.TensorFlow;

namespace Iris.ModelConversion.Tests;

/// <summary>Networks from TensorFlow.js, on small ones.</summary>
public sealed class GraphModelTests
{
    private static readonly ChannelsLast Picture = new(5, 6, 2, Noise.Of(60, seed: 1));

    [Fact]
    public void A_converted_network_computes_what_the_operations_say()
    {
        // Sides that differ, and are odd and even: height and width, and both kinds of padding, cannot be confused unseen.
        var downscale = new TestWindow(3, 3, 2, 2, IsSame: true);
        var around = new TestWindow(3, 3, 1, 1, IsSame: true);
        var point = new TestWindow(1, 1, 1, 1, IsSame: false);
        var pairs = new TestWindow(2, 2, 2, 2, IsSame: true);
        var inside = new TestWindow(2, 3, 1, 1, IsSame: false);
        float[] first = Halved(Noise.Of(3 * 3 * 2 * 3, seed: 2)), firstBias = Noise.Of(3, seed: 3), slopes = Noise.Of(3, seed: 4), depthwise = Noise.Of(27, seed: 5);
        float[] second = Noise.Of(9, seed: 6), secondBias = Noise.Of(3, seed: 7), third = Noise.Of(2 * 3 * 6 * 4, seed: 8), thirdBias = Noise.Of(4, seed: 9);
        HandmadeGraphModel model = new HandmadeGraphModel()
            .Picture("picture", 5, 6, 2)
            .Halves("first", [3, 3, 2, 3], first).Floats("first_bias", [3], firstBias).Floats("slopes", [1, 1, 3], slopes)
            .Floats("depthwise", [3, 3, 3, 1], depthwise)
            .Floats("second", [1, 1, 3, 3], second).Floats("second_bias", [3], secondBias)
            .Floats("third", [2, 3, 6, 4], third).Floats("third_bias", [4], thirdBias)
            .Integers("padding", [4, 2], 0, 0, 1, 0, 0, 2, 1, 2)
            .Integers("row", [2], -1, 2 * 2 * 4)
            .Windowed("_FusedConv2D", "a", ["picture", "first", "first_bias", "slopes"], downscale, "BiasAdd", "Prelu")
            .Windowed("DepthwiseConv2dNative", "b", ["a", "depthwise"], around)
            .Windowed("_FusedConv2D", "c", ["b", "second", "second_bias"], point, "BiasAdd", "Relu")
            .Node("AddV2", "d", "a", "c")
            .Node("Prelu", "e", "d", "slopes")
            .Windowed("MaxPool", "f", ["e"], pairs)
            .Node("Pad", "g", "f", "padding")
            .Windowed("_FusedConv2D", "h", ["g", "third", "third_bias"], inside, "BiasAdd")
            .Node("Sigmoid", "i", "h")
            .Node("Reshape", "j", "i", "row")
            .Node("Identity", "k", "j");

        ChannelsLast a = Picture.Convolve(first, [3, 3, 2, 3], firstBias, downscale).Slope(slopes);
        ChannelsLast c = a.Depthwise(depthwise, around).Convolve(second, [1, 1, 3, 3], secondBias, point).Map((element, _) => Math.Max(element, 0));
        float[] expected = a.Plus(c).Slope(slopes).Largest(pairs)
            .Pad(above: 1, below: 0, left: 0, right: 2, before: 1, after: 2)
            .Convolve(third, [2, 3, 6, 4], thirdBias, inside)
            .Map((element, _) => 1 / (1 + MathF.Exp(-element))).Elements;

        OnnxGraph graph = GraphModelConversion.Convert(GraphModel.Read(model.Json, model.Weights), "small", new GraphModelOutput("k", "result"));
        foreach (OnnxGraph either in (OnnxGraph[])[graph, SplitSlopes.In(graph)])
        {
            // Sums of up to 54 products below 1, in another order.
            AssertClose(expected, NetworkRun.Of(either.ToArray(OnnxVersion.TensorFlow), Picture.ToPlanes(), 1, 2, 5, 6), tolerance: 1e-5f);
        }
    }

    [Fact]
    public void A_file_of_weights_that_is_cut_short_or_too_long_is_told()
    {
        HandmadeGraphModel model = new HandmadeGraphModel().Floats("weights", [2, 2], [1, 2, 3, 4]);

        Assert.Contains("shorter", Assert.Throws<ConversionException>(() => GraphModel.Read(model.Json, model.Weights[..^1])).Message, StringComparison.Ordinal);
        Assert.Contains("longer", Assert.Throws<ConversionException>(() => GraphModel.Read(model.Json, [.. model.Weights, 0])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"modelTopology":{},"weightsManifest":[{"weights":[]}]}""")]
    [InlineData("""{"modelTopology":{"node":[]},"weightsManifest":[]}""")]
    public void Another_file_in_place_of_a_description_is_told(string json) =>
        Assert.Throws<ConversionException>(() => GraphModel.Read(System.Text.Encoding.UTF8.GetBytes(json), []));

    [Fact]
    public void An_operation_that_is_not_known_is_named()
    {
        HandmadeGraphModel model = new HandmadeGraphModel().Picture("picture", 5, 6, 2).Node("Softmax", "last", "picture");
        var read = GraphModel.Read(model.Json, model.Weights);

        var exception = Assert.Throws<ConversionException>(() => GraphModelConversion.Convert(read, "small", new GraphModelOutput("last", "result")));
        Assert.Contains("Softmax", exception.Message, StringComparison.Ordinal);
    }

    private static float[] Halved(float[] elements) => [.. elements.Select(element => (float)(Half)element)];

    private static void AssertClose(float[] expected, float[] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
