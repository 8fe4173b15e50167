namespace Iris.Inference.Graphs;

/// <summary>
/// Drops the outputs that nobody reads, with the operations that only they need: ONNX Runtime computes them whether they are asked for or
/// not. Exact: the other operations are the same.
/// </summary>
internal static class UnreadOutputs
{
    /// <summary>Drops all outputs but these. A graph that lacks one of them is left as it is, for whoever loads it to say so.</summary>
    public static void Remove(NetworkGraph graph, IReadOnlyCollection<string> read)
    {
        if (!read.All(name => graph.Outputs.Exists(output => output.Name == name)))
        {
            return;
        }

        graph.Outputs.RemoveAll(output => !read.Contains(output.Name));

        // From the last operation to the first: who reads what an operation makes stands behind it.
        HashSet<string> needed = [.. read];
        var kept = new List<GraphNode>();
        foreach (GraphNode node in Enumerable.Reverse(graph.Nodes))
        {
            if (node.Outputs.Exists(needed.Contains))
            {
                needed.UnionWith(node.Inputs);
                kept.Add(node);
            }
        }

        kept.Reverse();
        graph.Nodes = kept;
    }
}
