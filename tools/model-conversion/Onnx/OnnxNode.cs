using Iris.Inference.Graphs;

namespace Iris.ModelConversion.Onnx;

/// <summary>An operation (ONNX's NodeProto).</summary>
/// <param name="Operator">The operator's name.</param>
/// <param name="Inputs">The tensors that it reads.</param>
/// <param name="Output">The tensor that it makes.</param>
/// <param name="Attributes">Its settings, in alphabetical order.</param>
internal sealed record OnnxNode(string Operator, string[] Inputs, string Output, params OnnxAttribute[] Attributes)
{
    /// <summary>The node as a field of a message.</summary>
    public void WriteTo(WireMessage message, int field)
    {
        var node = new WireMessage();
        foreach (string input in Inputs)
        {
            node.Add(1, input);
        }

        node.Add(2, Output);
        node.Add(4, Operator);
        foreach (OnnxAttribute attribute in Attributes)
        {
            attribute.WriteTo(node, 5);
        }

        message.Add(field, node);
    }
}
