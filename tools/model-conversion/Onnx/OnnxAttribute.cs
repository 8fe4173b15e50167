using Iris.Inference.Graphs;

namespace Iris.ModelConversion.Onnx;

/// <summary>A setting of a node (ONNX's AttributeProto). A message's fields are written in the order of their numbers, here and everywhere.</summary>
internal sealed class OnnxAttribute
{
    private const int IntegerType = 2;
    private const int TextType = 3;
    private const int IntegersType = 7;

    private readonly WireMessage _message = new();

    private OnnxAttribute(string name) => _message.Add(1, name);

    /// <summary>Makes an attribute that is an integer.</summary>
    public static OnnxAttribute Of(string name, long integer)
    {
        var attribute = new OnnxAttribute(name);
        attribute._message.Add(3, integer);
        return attribute.OfType(IntegerType);
    }

    /// <summary>Makes an attribute that is text.</summary>
    public static OnnxAttribute Of(string name, string text)
    {
        var attribute = new OnnxAttribute(name);
        attribute._message.Add(4, text);
        return attribute.OfType(TextType);
    }

    /// <summary>Makes an attribute that is a row of integers.</summary>
    public static OnnxAttribute Of(string name, params long[] integers)
    {
        var attribute = new OnnxAttribute(name);
        foreach (long integer in integers)
        {
            attribute._message.Add(8, integer);
        }

        return attribute.OfType(IntegersType);
    }

    /// <summary>The attribute as a field of a message.</summary>
    public void WriteTo(WireMessage message, int field) => message.Add(field, _message);

    private OnnxAttribute OfType(int type)
    {
        _message.Add(20, type);
        return this;
    }
}
