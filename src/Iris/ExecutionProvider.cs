namespace Iris;

/// <summary>What the networks are computed by: an execution provider of ONNX Runtime. docs/gpu.md says what each takes.</summary>
public enum ExecutionProvider
{
    /// <summary>The processor, which every build of ONNX Runtime has. Only with it are networks' memory and speed as documented.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU.</summary>
    Cuda,

    /// <summary>Intel's OpenVINO, on the device that it chooses.</summary>
    OpenVino,

    /// <summary>Apple's Core ML.</summary>
    CoreML,
}
