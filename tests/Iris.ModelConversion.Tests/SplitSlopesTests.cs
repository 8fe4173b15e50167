using Iris.ModelConversion.Onnx;

namespace Iris.ModelConversion.Tests;

public sealed class SplitSlopesTests
{
    private static readonly float[] Slopes = [0.25f, -1.5f, 3, 0, 1e-30f, 0.1f];

    [Fact]
    public void A_split_slope_gives_the_same_number_for_every_finite_one()
    {
        OnnxGraph whole = Graph();
        OnnxGraph split = SplitSlopes.In(whole);
        Assert.Equal(["Relu", "Sub", "Mul", "Add"], split.Nodes.Select(node => node.Operator));

        float[] numbers = Numbers();
        float[] input = [.. Slopes.SelectMany(_ => numbers)];

        // Equal as numbers, to the last bit; only zeros may differ in their sign.
        Assert.Equal(Run(whole, input), Run(split, input));
    }

    [Fact]
    public void Other_operations_stay_as_they_are()
    {
        OnnxGraph graph = Graph();
        graph.Add("Sigmoid", ["output"], "more");

        Assert.Equal(["Relu", "Sub", "Mul", "Add", "Sigmoid"], SplitSlopes.In(graph).Nodes.Select(node => node.Operator));
    }

    private static float[] Run(OnnxGraph graph, float[] input) =>
        NetworkRun.Of(graph.ToArray(OnnxVersion.TensorFlow), input, 1, Slopes.Length, 1, input.Length / Slopes.Length);

    private static OnnxGraph Graph()
    {
        var graph = new OnnxGraph("slopes");
        int length = Numbers().Length;
        graph.AddInput("input", Slopes.Length, 1, length);
        graph.AddConstant("slopes", new WeightTensor([Slopes.Length], Slopes).ForEachChannel());
        graph.Add("PRelu", ["input", "slopes"], "output");
        graph.AddOutput("output", Slopes.Length, 1, length);
        return graph;
    }

    // Any bits that are a finite number, the same at every run, and the edges.
    private static float[] Numbers()
    {
        var random = new Random(7);
        return
        [
            0, -0f, 1, -1, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue,
            .. Enumerable.Range(0, 20_000).Select(_ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue))).Where(float.IsFinite),
        ];
    }
}
