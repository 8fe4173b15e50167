namespace Iris.ModelConversion.Onnx;

/// <summary>What a file says of the format that it is in. Both were current enough for what they describe; they are part of the digests.</summary>
/// <param name="Format">The version of the file format (IR version).</param>
/// <param name="Operators">The version of the set of operators (opset).</param>
internal sealed record OnnxVersion(int Format, int Operators)
{
    /// <summary>Of networks from TensorFlow.js.</summary>
    public static OnnxVersion TensorFlow { get; } = new(6, 11);

    /// <summary>Of networks from TensorFlow Lite.</summary>
    public static OnnxVersion TensorFlowLite { get; } = new(7, 13);
}
