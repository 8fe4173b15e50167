using Iris.Inference.Graphs;

namespace Iris.Testing.Networks;

/// <summary>Embedders that load, have the tensors of the default pack's, and are good for nothing.</summary>
public static class FaultyEmbedders
{
    private const int Side = 112;
    private const int Patch = 14;
    private const int Grid = Side / Patch;
    private const int Dimension = 192;

    /// <summary>Answers everything with NaN.</summary>
    public static byte[] NoNumber() => Project(Begin(), "input", "row")
        .Node("Abs", ["row"], "size")
        .Node("Neg", ["size"], "negative")
        .Node("Sqrt", ["negative"], "embedding")
        .ToArray();

    /// <summary>Answers everything with zero.</summary>
    public static byte[] Zero() => Project(Begin(), "input", "row")
        .Floats("zero", [1], 0)
        .Node("Mul", ["row", "zero"], "embedding")
        .ToArray();

    /// <summary>Answers a crop of less than half the possible contrast as it should, and one of more with NaN.</summary>
    public static byte[] NoNumberForFaces() => Rooted("most", "range");

    /// <summary>Answers a crop of less than half the possible contrast with NaN, and one of more as it should.</summary>
    public static byte[] NoNumberButForFaces() => Rooted("range", "most");

    /// <summary>Asks for memory.</summary>
    /// <param name="bytes">For how much, in one piece.</param>
    public static byte[] Greedy(long bytes) => Project(
            Begin()
                .Integers("shape", bytes / sizeof(float))
                .Floats("zero", [1], 0)
                .Node("ReduceMean", ["input"], "mean", GraphAttribute.Of("keepdims", 0))
                .Node("Expand", ["mean", "shape"], "large")
                .Node("ReduceMax", ["large"], "most", GraphAttribute.Of("keepdims", 0))
                .Node("Mul", ["most", "zero"], "nothing")
                .Node("Add", ["input", "nothing"], "same"),
            "same",
            "embedding")
        .ToArray();

    // The embedding times the root of a difference.
    private static byte[] Rooted(string minuend, string subtrahend) => Project(Begin(), "input", "row")
        .Floats("most", [1], 1)
        .Node("ReduceMax", ["input"], "brightest", GraphAttribute.Of("keepdims", 0))
        .Node("ReduceMin", ["input"], "darkest", GraphAttribute.Of("keepdims", 0))
        .Node("Sub", ["brightest", "darkest"], "range")
        .Node("Sub", [minuend, subtrahend], "rest")
        .Node("Sqrt", ["rest"], "factor")
        .Node("Mul", ["row", "factor"], "embedding")
        .ToArray();

    private static HandmadeGraph Begin() => new HandmadeGraph()
        .Input("input", 3, Side, Side)
        .Floats("projection", [3 * Grid * Grid, Dimension])
        .Output("embedding", Dimension);

    private static HandmadeGraph Project(HandmadeGraph graph, string input, string output) => graph
        .Node("AveragePool", [input], "patches", GraphAttribute.Of("kernel_shape", Patch, Patch), GraphAttribute.Of("strides", Patch, Patch))
        .Node("Flatten", ["patches"], "flat")
        .Node("MatMul", ["flat", "projection"], output);
}
