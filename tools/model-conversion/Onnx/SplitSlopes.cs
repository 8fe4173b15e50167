namespace Iris.ModelConversion.Onnx;

/// <summary>
/// Splits every PRelu, x or slope · x where x is negative, into four operations that ONNX Runtime computes faster. One of the two that are
/// added at the end is always zero, so nothing is rounded that was not rounded before.
/// </summary>
internal static class SplitSlopes
{
    /// <summary>The network without PRelu.</summary>
    public static OnnxGraph In(OnnxGraph graph) => graph.With(graph.Nodes.SelectMany(Split));

    private static IEnumerable<OnnxNode> Split(OnnxNode node)
    {
        if (node is not { Operator: "PRelu", Inputs: [string x, string slope], Output: string y })
        {
            return [node];
        }

        string positive = $"{y}_r", negative = $"{y}_n", sloped = $"{y}_m";
        return
        [
            new("Relu", [x], positive),
            new("Sub", [x, positive], negative),
            new("Mul", [negative, slope], sloped),
            new("Add", [positive, sloped], y),
        ];
    }
}
