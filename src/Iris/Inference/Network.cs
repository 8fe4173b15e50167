using System.Runtime.InteropServices;
using Iris.Memory;
using Iris.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Iris.Inference;

/// <summary>
/// One ONNX network. It reads and writes the caller's native buffers: no tensor is copied or kept. Thread-safe: all requests
/// share one session, each run uses the calling thread alone, and parallelism comes from running pictures side by side.
/// </summary>
internal sealed class Network : IDisposable
{
    /// <summary>An output whose length is the network's to choose.</summary>
    public const int AnyLength = -1;

    private readonly InferenceSession _session;

    // The input, then the outputs.
    private readonly Tensor[] _tensors;
    private readonly nint[] _names;

    static Network() => RuntimeTelemetry.TurnOff();

    private Network(InferenceSession session, ModelDescription description)
    {
        _session = session;
        TensorDescription[] tensors = [description.Input, .. description.Outputs];
        _tensors = Array.ConvertAll(tensors, static tensor => new Tensor([.. tensor.Shape.Select(static side => (long)side)], tensor.Length));
        _names = Array.ConvertAll(tensors, static tensor => Marshal.StringToCoTaskMemUTF8(tensor.Name));
        Preprocessing = description.Preprocessing;
    }

    /// <summary>How a channel value becomes an input element.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>Loads the pack's network for a role.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="role">The role.</param>
    /// <param name="input">The shape of the input that the role's code makes, without the batch.</param>
    /// <param name="outputs">The lengths of the outputs that it reads; −1 for any.</param>
    /// <param name="provider">What computes it.</param>
    /// <exception cref="ModelPackException">
    /// The file is missing or damaged, or its tensors are not those of the manifest or of the role.
    /// </exception>
    /// <exception cref="ExecutionProviderException">The provider cannot be used.</exception>
    public static Network Load(
        ModelPack pack, ModelRole role, ReadOnlySpan<int> input, ReadOnlySpan<int> outputs, ExecutionProvider provider = ExecutionProvider.Cpu)
    {
        ModelDescription description = pack.Describe(role);
        CheckRole(pack, description, input, outputs);
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,

            // An arena keeps the activations of the last face; without one they are freed, and zeroed, as soon as they have been read.
            EnableCpuMemArena = false,
            EnableMemoryPattern = false,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };

        NetworkProvider.Use(options, provider);
        byte[] model = NetworkProvider.Prepare(provider, pack.ReadVerified(role), [.. description.Outputs.Select(output => output.Name)]);
        InferenceSession session;
        try
        {
            session = NetworkMemory.Load(model, options);
        }
        catch (OnnxRuntimeException exception) when (provider != ExecutionProvider.Cpu)
        {
            // The network may be to blame as well: what ONNX Runtime says decides.
            throw new ExecutionProviderException(provider, $"it does not load {pack.PathOf(role)}: {NetworkProvider.Reason(exception.Message)}", exception);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ModelPackException(pack.PathOf(role), "it is not a network that ONNX Runtime can load", exception);
        }

        try
        {
            CheckTensor(pack, role, session.InputMetadata, description.Input);
            foreach (TensorDescription output in description.Outputs)
            {
                CheckTensor(pack, role, session.OutputMetadata, output);
            }

            return new Network(session, description);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Runs the network.</summary>
    /// <param name="run">The picture's runs.</param>
    /// <param name="input">The input tensor, N×C×H×W.</param>
    /// <param name="outputs">Where the outputs go, in the manifest's order.</param>
    /// <param name="batch">N, 1 or more.</param>
    /// <exception cref="OperationCanceledException">The picture's token was cancelled before or during the run.</exception>
    public void Run(InferenceRun run, SensitiveBuffer<float> input, ReadOnlySpan<SensitiveBuffer<float>> outputs, int batch = 1)
    {
        run.CancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_names[0] == 0, this);

        Span<nint> tensors = stackalloc nint[_tensors.Length];
        tensors.Clear();
        try
        {
            tensors[0] = Wrap(input, _tensors[0], batch);
            for (int i = 1; i < tensors.Length; i++)
            {
                tensors[i] = Wrap(outputs[i - 1], _tensors[i], batch);
            }

            RuntimeApi.Run(_session, run.Options, _names.AsSpan(0, 1), tensors[..1], _names.AsSpan(1), tensors[1..]);
        }
        catch (InvalidOperationException) when (run.CancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(run.CancellationToken);
        }
        finally
        {
            foreach (nint tensor in tensors)
            {
                RuntimeApi.Release(tensor);
            }
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        foreach (ref nint name in _names.AsSpan())
        {
            Marshal.FreeCoTaskMem(name);
            name = 0;
        }
    }

    private static nint Wrap(SensitiveBuffer<float> buffer, in Tensor tensor, int batch)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(buffer.Length, tensor.Length * batch);

        Span<long> shape = stackalloc long[tensor.Shape.Length + 1];
        shape[0] = batch;
        tensor.Shape.CopyTo(shape[1..]);
        return RuntimeApi.CreateTensor(buffer, shape);
    }

    private static void CheckRole(ModelPack pack, ModelDescription description, ReadOnlySpan<int> input, ReadOnlySpan<int> outputs)
    {
        bool fits = input.SequenceEqual([.. description.Input.Shape]) && outputs.Length == description.Outputs.Count;
        for (int i = 0; i < outputs.Length && fits; i++)
        {
            fits = outputs[i] == AnyLength || outputs[i] == description.Outputs[i].Length;
        }

        if (!fits)
        {
            throw new ModelPackException(
                pack.PathOf(description.Role),
                $"its tensors, as the manifest has them, are not those of a network for the role {ModelPack.Quote(description.Role)}");
        }
    }

    private static void CheckTensor(ModelPack pack, ModelRole role, IReadOnlyDictionary<string, NodeMetadata> actual, TensorDescription expected)
    {
        if (!actual.TryGetValue(expected.Name, out NodeMetadata? node))
        {
            throw new ModelPackException(pack.PathOf(role), $"it has no tensor '{expected.Name}', which the manifest describes");
        }

        if (node.ElementDataType != TensorElementType.Float || !node.Dimensions.Skip(1).SequenceEqual(expected.Shape))
        {
            throw new ModelPackException(
                pack.PathOf(role),
                $"its tensor '{expected.Name}' is {node.ElementDataType} {string.Join('×', node.Dimensions)}, the manifest says Float N×{string.Join('×', expected.Shape)}");
        }
    }

    // Without the batch.
    private readonly record struct Tensor(long[] Shape, int Length);
}
