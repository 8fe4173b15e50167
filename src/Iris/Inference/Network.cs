using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Iris.Inference.Graphs;
using Iris.Memory;
using Iris.Models;
using Microsoft.ML.OnnxRuntime;

namespace Iris.Inference;

/// <summary>
/// One ONNX network. It reads and writes the caller's native buffers: no tensor is copied or kept. Thread-safe: all requests
/// share one session, each run uses the calling thread alone, and parallelism comes from running pictures side by side.
/// </summary>
internal sealed class Network : IDisposable
{
    private readonly InferenceSession _session;

    // The input, then the outputs.
    private readonly NetworkTensor[] _tensors;
    private readonly nint[] _names;

    private readonly MemoryRefusal _refusal;

    static Network() => RuntimeTelemetry.TurnOff();

    private Network(InferenceSession session, NetworkTensor[] tensors, MemoryRefusal refusal)
    {
        _session = session;
        _refusal = refusal;
        _tensors = tensors;
        _names = Array.ConvertAll(tensors, static tensor => Marshal.StringToCoTaskMemUTF8(tensor.Name));
    }

    /// <summary>Loads the pack's network for a role.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="role">The role.</param>
    /// <param name="layout">The tensors that the role's code makes and reads.</param>
    /// <param name="provider">What computes it.</param>
    /// <exception cref="ModelPackException">The file is missing or damaged, or its tensors are others.</exception>
    /// <exception cref="ExecutionProviderException">The provider cannot be used.</exception>
    public static Network Load(ModelPack pack, ModelRole role, NetworkLayout layout, ExecutionProvider provider = ExecutionProvider.Cpu)
    {
        byte[] file = pack.ReadVerified(role);
        if (WholeNetwork.WhyNot(file) is { } reason)
        {
            throw new ModelPackException(pack.PathOf(role), reason);
        }

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
        var refusal = new MemoryRefusal(pack.PathOf(role));
        byte[] model = NetworkProvider.Prepare(provider, file, layout.OutputNames);
        InferenceSession session;
        try
        {
            session = NetworkMemory.Load(model, options, refusal);
        }
        catch (OnnxRuntimeException exception) when (provider != ExecutionProvider.Cpu)
        {
            // The network may be to blame as well: what ONNX Runtime says decides.
            throw new ExecutionProviderException(provider, $"it does not load {pack.PathOf(role)}: {NetworkProvider.Reason(exception.Message)}", exception);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ModelPackException(pack.PathOf(role), OperatorSet.WhyNotLoaded(file, NetworkProvider.Reason(exception.Message)), exception);
        }

        Network? network = null;
        try
        {
            network = new Network(session, layout.Find(session, pack.PathOf(role)), refusal);
            if (network._tensors.Any(static tensor => tensor.IsUncertain))
            {
                network.Try(pack.PathOf(role));
            }

            return network;
        }
        catch
        {
            ((IDisposable?)network ?? session).Dispose();
            throw;
        }
    }

    /// <summary>Runs the network.</summary>
    /// <param name="run">The picture's runs.</param>
    /// <param name="input">The input tensor, N×C×H×W.</param>
    /// <param name="outputs">Where the outputs go, in the layout's order.</param>
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

            NetworkMemory.UseFor(_refusal);
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

    // Where a file leaves lengths open, only a run shows them.
    private void Try(string file)
    {
        using var run = new InferenceRun(CancellationToken.None);
        SensitiveBuffer<float>[] buffers = Array.ConvertAll(
            _tensors, static tensor => new SensitiveBuffer<float>(checked((int)TensorPrimitives.Product<long>(tensor.Shape))));
        try
        {
            Run(run, buffers[0], buffers.AsSpan(1));
        }
        catch (InvalidOperationException exception)
        {
            throw new ModelPackException(file, "it does not run with tensors of the lengths that are expected", exception);
        }
        finally
        {
            Array.ForEach(buffers, static buffer => buffer.Dispose());
        }
    }

    private static nint Wrap(SensitiveBuffer<float> buffer, in NetworkTensor tensor, int batch)
    {
        Span<long> shape = stackalloc long[tensor.Shape.Length];
        tensor.Shape.CopyTo(shape);
        if (tensor.HasBatch)
        {
            shape[0] = batch;
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(buffer.Length, TensorPrimitives.Product<long>(shape));
        return RuntimeApi.CreateTensor(buffer, shape);
    }
}
