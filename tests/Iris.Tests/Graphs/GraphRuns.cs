using Iris.Inference;
using Iris.Inference.Graphs;
using Microsoft.ML.OnnxRuntime;

namespace Iris.Tests.Graphs;

/// <summary>Networks run by ONNX Runtime, and what is in their files.</summary>
internal sealed class GraphRuns : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();

    static GraphRuns() => RuntimeTelemetry.TurnOff();

    /// <summary>Loads a network.</summary>
    /// <param name="file">The network's file.</param>
    /// <param name="isLiteral">
    /// Whether each operation is computed as it stands: ONNX Runtime merges none and uses no blocks, so that only what the operations are told matters.
    /// </param>
    public GraphRuns(byte[] file, bool isLiteral = false)
    {
        using SessionOptions options = Options(isLiteral);
        _session = new InferenceSession(file, options);
    }

    /// <summary>The options of the engine.</summary>
    public static SessionOptions Options(bool isLiteral = false) => new()
    {
        IntraOpNumThreads = 1,
        InterOpNumThreads = 1,
        LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        GraphOptimizationLevel = isLiteral ? GraphOptimizationLevel.ORT_DISABLE_ALL : GraphOptimizationLevel.ORT_ENABLE_ALL,
    };

    /// <summary>Its outputs by name, of one input.</summary>
    public Dictionary<string, float[]> Run(float[] input)
    {
        (string name, NodeMetadata metadata) = _session.InputMetadata.Single();
        using var value = OrtValue.CreateTensorValueFromMemory(input, [1, .. metadata.Dimensions.Skip(1).Select(length => (long)length)]);
        string[] names = [.. _session.OutputMetadata.Keys];
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_run, [name], [value], names);
        return names.Zip(outputs).ToDictionary(pair => pair.First, pair => pair.Second.GetTensorDataAsSpan<float>().ToArray());
    }

    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }

    /// <summary>Its outputs, loaded for one run.</summary>
    public static Dictionary<string, float[]> Run(byte[] file, float[] input, bool isLiteral = false)
    {
        using var network = new GraphRuns(file, isLiteral);
        return network.Run(input);
    }

    /// <summary>Whether ONNX Runtime loads a file.</summary>
    public static bool Loads(byte[] file)
    {
        try
        {
            new GraphRuns(file).Dispose();
            return true;
        }
        catch (OnnxRuntimeException)
        {
            return false;
        }
    }

    /// <summary>A graph that is known to be readable.</summary>
    public static NetworkGraph Read(byte[] file) =>
        NetworkGraph.Read(file) ?? throw new ArgumentException("It cannot be read.", nameof(file));

    /// <summary>The operators of a network in their order.</summary>
    public static string[] Operators(byte[] file) => [.. Read(file).Nodes.Select(node => node.Type)];

    /// <summary>Numbers between −1 and 1, the same at every run.</summary>
    public static float[] Noise(int length, int seed = 1)
    {
        var random = new Random(seed);
        float[] noise = new float[length];
        for (int i = 0; i < length; i++)
        {
            noise[i] = (random.NextSingle() * 2) - 1;
        }

        return noise;
    }
}
