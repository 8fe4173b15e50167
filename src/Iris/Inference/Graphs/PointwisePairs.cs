using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Iris.Inference.Graphs;

/// <summary>
/// Makes one convolution of two in succession that take each pixel by itself, with nothing in between and nobody else reading what is
/// there: B·(A·x + a) + b = (B·A)·x + (B·a + b). Equal up to rounding. Only where that is no more work than before.
/// </summary>
internal static class PointwisePairs
{
    // Of a network's products in all. A pair of 512 by 512 and 192 by 512, the largest of the default pack, has 50 million.
    private const long MaxMultiplications = 1 << 27;

    public static void Join(NetworkGraph graph)
    {
        var uses = new GraphUses(graph);
        var gone = new HashSet<GraphNode>();
        long left = MaxMultiplications;
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            if (Convolution.Of(graph, graph.Nodes[i]) is { IsPointwise: true } second
                && uses.IsReadOnly(second.Input, 1)
                && Convolution.Of(graph, uses.MakerOf(second.Input)) is { IsPointwise: true } first
                && first.Channels == second.InputChannels && Pays(first, second)
                && (long)second.Channels * first.InputChannels <= left / first.Channels)
            {
                left -= (long)second.Channels * first.InputChannels * first.Channels;
                string weights = graph.NewName(second.Output + "_product");
                string bias = graph.NewName(second.Output + "_bias");
                graph.Set(weights, [second.Channels, first.InputChannels, 1, 1], Product(first, second));
                graph.Set(bias, [second.Channels], Bias(first, second));
                GraphNode joined = Convolution.OfPixels(first.Input, [weights, bias], second.Output);
                graph.Nodes[i] = joined;
                uses.SetMaker(second.Output, joined);
                gone.Add(first.Node);
            }
        }

        graph.Nodes.RemoveAll(gone.Contains);
    }

    private static bool Pays(Convolution first, Convolution second)
    {
        long between = first.Channels, product = (long)second.Channels * first.InputChannels;
        return product <= between * (first.InputChannels + (long)second.Channels);
    }

    // Row by row: each is a sum of the first one's rows, which lie in memory one after another.
    private static byte[] Product(Convolution first, Convolution second)
    {
        int columns = first.InputChannels, between = first.Channels;
        byte[] bytes = new byte[second.Channels * columns * sizeof(float)];
        Span<float> product = MemoryMarshal.Cast<byte, float>(bytes.AsSpan());
        ReadOnlySpan<float> a = first.Weights.Floats, b = second.Weights.Floats;
        for (int i = 0; i < second.Channels; i++)
        {
            Span<float> row = product.Slice(i * columns, columns);
            for (int k = 0; k < between; k++)
            {
                TensorPrimitives.MultiplyAdd(a.Slice(k * columns, columns), b[(i * between) + k], row, row);
            }
        }

        return bytes;
    }

    private static byte[] Bias(Convolution first, Convolution second)
    {
        byte[] bytes = new byte[second.Channels * sizeof(float)];
        Span<float> bias = MemoryMarshal.Cast<byte, float>(bytes.AsSpan());
        second.Bias?.Floats.CopyTo(bias);
        for (int i = 0; i < bias.Length && first.Bias is not null; i++)
        {
            bias[i] += TensorPrimitives.Dot(second.Weights.Floats.Slice(i * first.Channels, first.Channels), first.Bias.Floats);
        }

        return bytes;
    }
}
