using System.Runtime.Intrinsics.X86;

namespace Iris.Inference.Graphs;

/// <summary>
/// Rewrites a network that was read so that ONNX Runtime computes it faster, with the same results but for rounding. On x64 it computes
/// convolutions in blocks of channels; an operation that has no form in blocks makes it put the channels in order before and back into blocks
/// behind, and all that depends on it. See decision 0020.
/// </summary>
/// <remarks>
/// Each rewrite checks all that it relies on and leaves the rest of the graph as it is, and a file that is not understood stays the bytes that it
/// is: what is to be said of it, ONNX Runtime says.
/// </remarks>
internal static class GraphRewriter
{
    /// <summary>The channels of a block in ONNX Runtime on this machine; 0 where it has no blocks.</summary>
    public static int NativeBlock => Avx512F.IsSupported ? 16 : X86Base.IsSupported ? 8 : 0;

    /// <summary>Rewrites a network.</summary>
    /// <param name="file">The network's file.</param>
    /// <param name="outputs">The outputs that are read; null for all.</param>
    /// <param name="block">The channels of a block.</param>
    /// <returns>The file to load: another, or the same.</returns>
    public static byte[] Rewrite(byte[] file, IReadOnlyCollection<string>? outputs, int block)
    {
        // Weights are read where they lie in the file, which is little-endian.
        if (!BitConverter.IsLittleEndian || NetworkGraph.Read(file) is not { } graph)
        {
            return file;
        }

        if (outputs is not null)
        {
            UnreadOutputs.Remove(graph, outputs);
        }

        PointwisePairs.Join(graph);
        if (block > 0)
        {
            ChannelPadding.Rewrite(graph);
            SlopedActivations.Rewrite(graph);
            ChannelBlocks.Fill(graph, block);
        }

        return graph.ToArray() ?? file;
    }
}
