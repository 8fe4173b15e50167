namespace Iris.Inference.Graphs;

/// <summary>Who makes and who reads each tensor of a graph, as it is when this is made.</summary>
internal sealed class GraphUses
{
    private readonly Dictionary<string, GraphNode> _makers = [];
    private readonly Dictionary<string, List<GraphNode>> _readers = [];
    private readonly HashSet<string> _outputs;

    public GraphUses(NetworkGraph graph)
    {
        _outputs = [.. graph.Outputs.Select(output => output.Name)];
        foreach (GraphNode node in graph.Nodes)
        {
            node.Outputs.ForEach(output => _makers[output] = node);
            foreach (string input in node.Inputs)
            {
                if (!_readers.TryGetValue(input, out List<GraphNode>? readers))
                {
                    _readers[input] = readers = [];
                }

                readers.Add(node);
            }
        }
    }

    /// <summary>The node that makes a tensor; null for an input, a constant or none.</summary>
    public GraphNode? MakerOf(string tensor) => tensor.Length == 0 ? null : _makers.GetValueOrDefault(tensor);

    /// <summary>The nodes that read a tensor, one as often as it reads it. A caller is not among them.</summary>
    public IReadOnlyList<GraphNode> ReadersOf(string tensor) => _readers.GetValueOrDefault(tensor) ?? [];

    /// <summary>Whether a caller can read a tensor.</summary>
    public bool IsOutput(string tensor) => _outputs.Contains(tensor);

    /// <summary>Whether a tensor is read by nodes alone, so many times.</summary>
    public bool IsReadOnly(string tensor, int times) => !IsOutput(tensor) && ReadersOf(tensor).Count == times;

    /// <summary>Notes that another node now makes a tensor.</summary>
    public void SetMaker(string tensor, GraphNode node) => _makers[tensor] = node;
}
