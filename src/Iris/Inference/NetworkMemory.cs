using System.Runtime.InteropServices;
using Iris.Memory;
using Microsoft.ML.OnnxRuntime;

namespace Iris.Inference;

/// <summary>
/// Has ONNX Runtime keep what networks compute between input and output in <see cref="SensitiveMemory"/>: zeroed as soon as the next
/// operation no longer needs it. Measured: a pair of pictures of 250×250 takes three quarters of the time that it takes on the C
/// library's heap, which gives large tensors back to the system each time. Thread-safe.
/// </summary>
internal static unsafe class NetworkMemory
{
    // In front of each block is how many bytes it has, since ONNX Runtime gives back no more than its address.
    private const int HeaderBytes = SensitivePool.Alignment;

    private static readonly Lazy<OrtMemoryInfo> Registered = new(Register);

    [ThreadStatic]
    private static bool _isLoading;

    /// <summary>Loads a network whose runs take their memory here. Its weights are no secret: they stay on the heap, and what may be locked is left to others.</summary>
    /// <exception cref="OnnxRuntimeException">The bytes are not a network.</exception>
    /// <exception cref="InvalidOperationException">ONNX Runtime does not take the memory: another part of the program gave it some.</exception>
    public static InferenceSession Load(byte[] model, SessionOptions options)
    {
        _ = Registered.Value;
        options.AddSessionConfigEntry("session.use_env_allocators", "1");
        _isLoading = true;
        try
        {
            return new InferenceSession(model, options);
        }
        finally
        {
            _isLoading = false;
        }
    }

    private static OrtMemoryInfo Register()
    {
        var memory = new OrtMemoryInfo("Cpu", OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default);

        // Never freed: sessions hold on to it for as long as the process lives.
        var allocator = (Allocator*)NativeMemory.AllocZeroed((nuint)sizeof(Allocator));
        *allocator = new()
        {
            Version = RuntimeApi.Version,
            Allocate = &Allocate,
            Free = &Free,
            Describe = &Describe,
            Reserve = &Allocate,
            Memory = memory.DangerousGetHandle(),
        };

        RuntimeApi.RegisterAllocator(allocator);
        return memory;
    }

    [UnmanagedCallersOnly]
    private static void* Allocate(Allocator* self, nuint bytes)
    {
        try
        {
            nuint total = checked(bytes + HeaderBytes);
            byte* block = (byte*)(_isLoading ? NativeMemory.AlignedAlloc(total, SensitivePool.Alignment) : SensitiveMemory.Allocate(total));
            *(Header*)block = new(_isLoading ? 0 : total);
            return block + HeaderBytes;
        }
        catch (Exception exception) when (exception is OutOfMemoryException or OverflowException)
        {
            return null;
        }
    }

    [UnmanagedCallersOnly]
    private static void Free(Allocator* self, void* start)
    {
        if (start is null)
        {
            return;
        }

        byte* block = (byte*)start - HeaderBytes;
        nuint bytes = ((Header*)block)->SensitiveBytes;
        if (bytes == 0)
        {
            NativeMemory.AlignedFree(block);
        }
        else
        {
            SensitiveMemory.Free(block, bytes);
        }
    }

    [UnmanagedCallersOnly]
    private static nint Describe(Allocator* self) => self->Memory;

    // Zero bytes: from the heap.
    private readonly record struct Header(nuint SensitiveBytes);

    // OrtAllocator as of that version, and what is ours after it.
    private struct Allocator
    {
        public uint Version;
        public delegate* unmanaged<Allocator*, nuint, void*> Allocate;
        public delegate* unmanaged<Allocator*, void*, void> Free;
        public delegate* unmanaged<Allocator*, nint> Describe;
        public delegate* unmanaged<Allocator*, nuint, void*> Reserve;
        public nint Memory;
    }
}
