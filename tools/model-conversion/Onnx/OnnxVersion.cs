namespace Iris.ModelConversion.Onnx;

/// <summary>Which versions of ONNX a file says that it keeps to.</summary>
/// <param name="Format">The version of the file format (IR version).</param>
/// <param name="Operators">The version of the set of operators (opset).</param>
internal sealed record OnnxVersion(int Format, int Operators)
{
    /// <summary>Of networks from TensorFlow.js.</summary>
    public static OnnxVersion TensorFlow { get; } = new(6, 11);

    /// <summary>Of networks from TensorFlow Lite.</summary>
    public static OnnxVersion TensorFlowLite { get; } = new(7, 13);
}
