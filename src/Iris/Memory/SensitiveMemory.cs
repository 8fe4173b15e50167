using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Iris.Memory;

/// <summary>Where the memory behind every <see cref="SensitiveBuffer{T}"/> comes from and goes to. Thread-safe.</summary>
public static unsafe class SensitiveMemory
{
    // The width of a cache line and of the widest vector registers.
    private const nuint Alignment = 64;

    private static long _leaked;

    /// <summary>
    /// The buffers since process start that a finalizer had to zero because their owner forgot to: anything but 0 is a bug.
    /// </summary>
    public static long Leaked => Interlocked.Read(ref _leaked);

    internal static void* Allocate(nuint bytes)
    {
        // Zeroed by the system where it can: pages of a large block are not touched before they are written to. The block's own
        // address is kept in front of the aligned part.
        byte* block = (byte*)NativeMemory.AllocZeroed(checked(bytes + Alignment + (nuint)sizeof(void*)));
        void** start = (void**)(((nuint)block + (nuint)sizeof(void*) + Alignment - 1) & ~(Alignment - 1));
        start[-1] = block;
        return start;
    }

    internal static void Free(void* start, nuint bytes)
    {
        // ZeroMemory is documented never to be optimised away, unlike a plain fill of memory about to be freed.
        CryptographicOperations.ZeroMemory(new Span<byte>(start, checked((int)bytes)));
        NativeMemory.Free(((void**)start)[-1]);
    }

    internal static void CountLeak() => Interlocked.Increment(ref _leaked);
}
