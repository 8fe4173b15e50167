using Iris.Inference;
using Microsoft.ML.OnnxRuntime;

namespace Iris.ModelConversion.Tests;

/// <summary>Runs networks with ONNX Runtime, each operation as it stands.</summary>
internal static class NetworkRun
{
    static NetworkRun() => RuntimeTelemetry.TurnOff();

    /// <summary>The only output.</summary>
    /// <param name="file">The network.</param>
    /// <param name="input">The input.</param>
    /// <param name="shape">Its shape, the batch first.</param>
    public static float[] Of(byte[] file, float[] input, params long[] shape)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        using var session = new InferenceSession(file, options);
        using var run = new RunOptions();
        using var value = OrtValue.CreateTensorValueFromMemory(input, shape);
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, [.. session.InputNames], [value], [session.OutputNames.Single()]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
