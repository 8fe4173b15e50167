using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Iris.Memory;
using Microsoft.ML.OnnxRuntime;

namespace Iris.Inference;

/// <summary>
/// The functions of ONNX Runtime's C library that the .NET binding lacks, or that cost it much: for each run it makes some forty objects,
/// 0.6 to 1.1 KB by the number of tensors. They are in a table to which newer versions only add. Thread-safe.
/// </summary>
internal static unsafe partial class RuntimeApi
{
    // From onnxruntime_c_api.h. This version of it is enough, and every later library provides it.
    public const uint Version = 18;

    private const int GetErrorMessage = 2;
    private const int RunSession = 9;
    private const int CreateTensorWithData = 49;
    private const int ReleaseStatus = 93;
    private const int ReleaseTensor = 96;
    private const int RegisterAllocatorOfEnvironment = 176;

    private const int Float = 1;

    private static readonly void** Table = GetTable();

    /// <summary>Wraps a buffer as a tensor, which is valid as long as the buffer is. The caller releases it.</summary>
    /// <param name="buffer">The elements, which are not copied.</param>
    /// <param name="shape">The lengths of the dimensions.</param>
    public static nint CreateTensor(SensitiveBuffer<float> buffer, ReadOnlySpan<long> shape)
    {
        nint tensor;
        fixed (long* dimensions = shape)
        {
            Check(((delegate* unmanaged<nint, nint, nuint, long*, nuint, int, nint*, nint>)Table[CreateTensorWithData])(
                OrtMemoryInfo.DefaultInstance.DangerousGetHandle(),
                buffer.Address,
                (nuint)buffer.Length * sizeof(float),
                dimensions,
                (nuint)shape.Length,
                Float,
                &tensor));
        }

        return tensor;
    }

    /// <summary>Releases a tensor; 0 is none.</summary>
    public static void Release(nint tensor) => ((delegate* unmanaged<nint, void>)Table[ReleaseTensor])(tensor);

    /// <summary>Runs a network.</summary>
    /// <param name="session">The network.</param>
    /// <param name="options">What can end the run.</param>
    /// <param name="inputNames">The names of the inputs: UTF-8, ended by a zero.</param>
    /// <param name="inputs">As many tensors.</param>
    /// <param name="outputNames">The names of the outputs.</param>
    /// <param name="outputs">As many tensors, which are written to.</param>
    /// <exception cref="InvalidOperationException">The run was ended, or failed.</exception>
    public static void Run(
        InferenceSession session,
        RunOptions options,
        ReadOnlySpan<nint> inputNames,
        ReadOnlySpan<nint> inputs,
        ReadOnlySpan<nint> outputNames,
        ReadOnlySpan<nint> outputs)
    {
        fixed (nint* inputName = inputNames, input = inputs, outputName = outputNames, output = outputs)
        {
            Check(((delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint>)Table[RunSession])(
                HandleOf(session),
                options.DangerousGetHandle(),
                inputName,
                input,
                (nuint)inputs.Length,
                outputName,
                (nuint)outputs.Length,
                output));
        }

        // Until here neither may be finalized.
        GC.KeepAlive(session);
        GC.KeepAlive(options);
    }

    /// <summary>Has networks that ask for it take their memory from an allocator.</summary>
    /// <param name="allocator">An <c>OrtAllocator</c>, which must never be freed.</param>
    /// <exception cref="InvalidOperationException">Another part of the program has registered one.</exception>
    public static void RegisterAllocator(void* allocator) => Check(
        ((delegate* unmanaged<nint, void*, nint>)Table[RegisterAllocatorOfEnvironment])(OrtEnv.Instance().DangerousGetHandle(), allocator));

    private static void** GetTable()
    {
        // OrtApiBase begins with the function that returns the table.
        var getApi = *(delegate* unmanaged<uint, void**>*)GetApiBase();
        return getApi(Version);
    }

    private static void Check(nint status)
    {
        if (status != 0)
        {
            Throw(status);
        }
    }

    private static void Throw(nint status)
    {
        string? reason = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)Table[GetErrorMessage])(status));
        ((delegate* unmanaged<nint, void>)Table[ReleaseStatus])(status);
        throw new InvalidOperationException($"ONNX Runtime: {reason}");
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_nativeHandle")]
    private static extern ref nint HandleOf(InferenceSession session);

    [LibraryImport("onnxruntime", EntryPoint = "OrtGetApiBase")]
    private static partial void* GetApiBase();
}
