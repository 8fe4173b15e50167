using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Iris.Memory;
using Microsoft.ML.OnnxRuntime;

namespace Iris.Inference;

/// <summary>
/// Has ONNX Runtime keep what networks compute between input and output in <see cref="SensitiveMemory"/>: zeroed as soon as the next
/// operation no longer needs it. Measured: a pair of pictures of 250×250 takes three quarters of the time that it takes on the C
/// library's heap, which gives large tensors back to the system each time. Thread-safe.
/// </summary>
/// <remarks>Who is refused memory here ends the process: <see cref="MemoryRefusal"/>.</remarks>
internal static unsafe class NetworkMemory
{
    // In front of each block is how many bytes it has, since ONNX Runtime gives back no more than its address.
    private const int HeaderBytes = SensitivePool.Alignment;

    // Far more than the largest tensor of any network that finds or embeds faces: at 640×640 with 64 channels they have 100 MiB. What asks for more is
    // damaged or means ill, and is refused at once rather than by a system that may first give all that there is.
    private const int MaxBlockBytes = 1 << 30;

    private static readonly Lazy<OrtMemoryInfo> Registered = new(Register);

    private static readonly MemoryRefusal OfNone = new("a network");

    [ThreadStatic]
    private static bool _isLoading;

    // Of the network that the thread runs, or ran last.
    [ThreadStatic]
    private static MemoryRefusal? _refusal;

    /// <summary>Loads a network whose runs take their memory here. Its weights are no secret: they stay on the heap, and what may be locked is left to others.</summary>
    /// <param name="model">The network.</param>
    /// <param name="options">Its options.</param>
    /// <param name="refusal">What becomes of the process if it is refused memory.</param>
    /// <exception cref="OnnxRuntimeException">The bytes are not a network.</exception>
    /// <exception cref="InvalidOperationException">ONNX Runtime does not take the memory: another part of the program gave it some.</exception>
    public static InferenceSession Load(byte[] model, SessionOptions options, MemoryRefusal refusal)
    {
        _ = Registered.Value;
        options.AddSessionConfigEntry("session.use_env_allocators", "1");
        _isLoading = true;
        UseFor(refusal);
        try
        {
            return new InferenceSession(model, options);
        }
        finally
        {
            _isLoading = false;
        }
    }

    /// <summary>Says which network the thread is about to run.</summary>
    /// <param name="refusal">What becomes of the process if it is refused memory.</param>
    public static void UseFor(MemoryRefusal refusal) => _refusal = refusal;

    private static OrtMemoryInfo Register()
    {
        // Not when it is needed, which is when there is no memory.
        RuntimeHelpers.RunClassConstructor(typeof(MemoryRefusal).TypeHandle);
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
        bool isTooMuch = bytes > MaxBlockBytes;
        byte* block = isTooMuch ? null : TryAllocate(bytes + HeaderBytes);
        if (block is null)
        {
            (_refusal ?? OfNone).End(isTooMuch);
        }

        return block + HeaderBytes;
    }

    private static byte* TryAllocate(nuint bytes)
    {
        try
        {
            byte* block = (byte*)(_isLoading ? NativeMemory.AlignedAlloc(bytes, SensitivePool.Alignment) : SensitiveMemory.Allocate(bytes));
            *(Header*)block = new(_isLoading ? 0 : bytes);
            return block;
        }
        catch (OutOfMemoryException)
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
