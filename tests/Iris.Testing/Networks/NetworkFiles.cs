using System.Globalization;
using Iris.Inference.Graphs;

namespace Iris.Testing.Networks;

/// <summary>
/// Networks of the shapes that others publish, whose weights the project may not hold or cannot get: small, made here, and good for nothing but to
/// see that such a file is read as it should be.
/// </summary>
public static class NetworkFiles
{
    private const int Side = 640;

    private static readonly int[] Strides = [8, 16, 32];

    /// <summary>
    /// An embedder: the means of a grid of 8 by 8 patches of each plane, multiplied with a random matrix. Faces that look alike are near one
    /// another.
    /// </summary>
    /// <param name="input">The name of its input.</param>
    /// <param name="output">The name of its output.</param>
    /// <param name="dimension">The number of elements of an embedding.</param>
    /// <param name="side">The side of the square that it takes; a multiple of 8.</param>
    /// <param name="second">The name of a second output; null for none.</param>
    /// <param name="operatorSet">The version of ONNX's operators.</param>
    public static byte[] Embedder(string input, string output, int dimension, int side = 112, string? second = null, int operatorSet = 13)
    {
        const int grid = 8;
        int patch = side / grid;
        HandmadeGraph graph = new HandmadeGraph()
            .Input(input, 3, side, side)
            .Floats("projection", [3 * grid * grid, dimension])
            .Node("AveragePool", [input], "patches", GraphAttribute.Of("kernel_shape", patch, patch), GraphAttribute.Of("strides", patch, patch))
            .Node("Flatten", ["patches"], "row")
            .Node("MatMul", ["row", "projection"], output)
            .Output(output, dimension);
        return (second is null ? graph : graph.Node("Neg", [output], second).Output(second, dimension)).ToArray(operatorSet);
    }

    /// <summary>An embedder of 112 by 112 that standardises a crop by itself: what has one colour alone it divides by 0.</summary>
    /// <param name="dimension">The number of elements of an embedding.</param>
    public static byte[] StandardisingEmbedder(int dimension) => new HandmadeGraph()
        .Input("input", 3, 112, 112)
        .Floats("projection", [3 * 8 * 8, dimension])
        .Node("ReduceMean", ["input"], "mean")
        .Node("Sub", ["input", "mean"], "centred")
        .Node("Mul", ["centred", "centred"], "squares")
        .Node("ReduceMean", ["squares"], "variance")
        .Node("Sqrt", ["variance"], "deviation")
        .Node("Div", ["centred", "deviation"], "standardised")
        .Node("AveragePool", ["standardised"], "patches", GraphAttribute.Of("kernel_shape", 14, 14), GraphAttribute.Of("strides", 14, 14))
        .Node("Flatten", ["patches"], "row")
        .Node("MatMul", ["row", "projection"], "embedding")
        .Output("embedding", dimension)
        .ToArray();

    /// <summary>An embedder of 112 by 112 that answers otherwise each time.</summary>
    /// <param name="dimension">The number of elements of an embedding.</param>
    public static byte[] FickleEmbedder(int dimension) => new HandmadeGraph()
        .Input("input", 3, 112, 112)
        .Floats("projection", [3, dimension])
        .Node("GlobalAveragePool", ["input"], "means")
        .Node("Flatten", ["means"], "row")
        .Node("MatMul", ["row", "projection"], "steady")
        .Node("RandomNormalLike", ["steady"], "embedding")
        .Output("embedding", dimension)
        .ToArray();

    /// <summary>A detector with the tensors of YuNet that answers the same to every picture.</summary>
    /// <param name="answer">Fills an output: by its name without the stride, the stride, and its elements.</param>
    public static byte[] YuNet(Action<string, int, float[]> answer)
    {
        HandmadeGraph graph = Begin("input", Side);
        foreach ((string name, int values) in ((string, int)[])[("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10)])
        {
            foreach (int stride in Strides)
            {
                int anchors = Side / stride * (Side / stride);
                Answer(graph, string.Create(CultureInfo.InvariantCulture, $"{name}_{stride}"), [1, anchors, values], elements => answer(name, stride, elements));
            }
        }

        return graph.ToArray();
    }

    /// <summary>A detector with the tensors of SCRFD that answers the same to every picture.</summary>
    /// <param name="answer">Fills an output: by what it holds (score, box, points), the stride, and its elements.</param>
    /// <param name="hasBatch">Whether its outputs have a batch in front, as some of the published files have.</param>
    /// <param name="isOpen">Whether it leaves open how large a picture it takes, as those files do.</param>
    public static byte[] Scrfd(Action<string, int, float[]> answer, bool hasBatch = false, bool isOpen = false)
    {
        HandmadeGraph graph = Begin("input.1", isOpen ? -1 : Side);
        int number = 448;
        foreach ((string name, int values) in ((string, int)[])[("score", 1), ("box", 4), ("points", 10)])
        {
            foreach (int stride in Strides)
            {
                int anchors = 2 * (Side / stride) * (Side / stride);
                long[] shape = hasBatch ? [1, anchors, values] : [anchors, values];
                Answer(graph, (number++).ToString(CultureInfo.InvariantCulture), shape, elements => answer(name, stride, elements));
            }
        }

        return graph.ToArray();
    }

    // Nothing of the picture but its mean times zero, so that the input is read.
    private static HandmadeGraph Begin(string input, long side) => new HandmadeGraph()
        .Input(input, 3, side, side)
        .Floats("zero", [1], 0)
        .Node("ReduceMean", [input], "mean", GraphAttribute.Of("keepdims", 0))
        .Node("Mul", ["mean", "zero"], "nothing");

    private static void Answer(HandmadeGraph graph, string name, long[] shape, Action<float[]> fill)
    {
        float[] elements = new float[shape.Aggregate(1L, static (product, length) => product * length)];
        fill(elements);
        graph.Floats($"{name}_answer", shape, elements)
            .Node("Add", [$"{name}_answer", "nothing"], name)
            .Add(12, HandmadeGraph.Port(name, shape));
    }
}
