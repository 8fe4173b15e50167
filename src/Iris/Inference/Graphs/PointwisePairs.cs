using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

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
                graph.Set(weights, [second.Channels, first.InputChannels, 1, 1], product =>
                    Multiply(second.Weights.Floats, first.Weights.Floats, second.Channels, first.InputChannels, product));
                graph.Set(bias, [second.Channels], sums => WriteBias(first, second, sums));
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
        return first.InputChannels >= Vector<float>.Count && product <= between * (first.InputChannels + (long)second.Channels);
    }

    // It runs once, for some milliseconds: long enough that it should not begin as code that was compiled in haste.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(ReadOnlySpan<float> left, ReadOnlySpan<float> right, int rows, int columns, Span<float> product)
    {
        int width = Vector<float>.Count, between = right.Length / columns;
        for (int strip = 0; strip < columns; strip += width)
        {
            // A strip of the right matrix stays in the first cache, and four sums at a time in registers. At the ends some are computed twice.
            int column = Math.Min(strip, columns - width);
            for (int i = 0; i < rows; i += 4)
            {
                int i1 = Math.Min(i + 1, rows - 1), i2 = Math.Min(i + 2, rows - 1), i3 = Math.Min(i + 3, rows - 1);
                Vector<float> sum0 = Vector<float>.Zero, sum1 = sum0, sum2 = sum0, sum3 = sum0;
                for (int k = 0; k < between; k++)
                {
                    var next = new Vector<float>(right.Slice((k * columns) + column, width));
                    sum0 += next * left[(i * between) + k];
                    sum1 += next * left[(i1 * between) + k];
                    sum2 += next * left[(i2 * between) + k];
                    sum3 += next * left[(i3 * between) + k];
                }

                sum0.CopyTo(product[((i * columns) + column)..]);
                sum1.CopyTo(product[((i1 * columns) + column)..]);
                sum2.CopyTo(product[((i2 * columns) + column)..]);
                sum3.CopyTo(product[((i3 * columns) + column)..]);
            }
        }
    }

    private static void WriteBias(Convolution first, Convolution second, Span<float> bias)
    {
        second.Bias?.Floats.CopyTo(bias);
        for (int i = 0; i < bias.Length && first.Bias is not null; i++)
        {
            bias[i] += TensorPrimitives.Dot(second.Weights.Floats.Slice(i * first.Channels, first.Channels), first.Bias.Floats);
        }
    }
}
