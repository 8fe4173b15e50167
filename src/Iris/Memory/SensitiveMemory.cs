using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Iris.Memory;

/// <summary>
/// Where the memory behind every <see cref="SensitiveBuffer{T}"/> comes from and goes to. On Linux it is locked, so that it is never
/// written to swap, and left out of core dumps; blocks that come back are zeroed and kept for the next request. The first use raises
/// the process's soft limit on locked memory to the hard one. Thread-safe.
/// </summary>
public static unsafe class SensitiveMemory
{
    private static readonly SensitivePool? Pool = OperatingSystem.IsLinux() ? new() : null;
    private static long _leaked;

    /// <summary>
    /// The buffers since process start that a finalizer had to zero because their owner forgot to: anything but 0 is a bug.
    /// </summary>
    public static long Leaked => Interlocked.Read(ref _leaked);

    /// <summary>How the memory is protected at the moment.</summary>
    public static MemoryProtection Protection =>
        Pool?.Protection ?? new(0, 0, 0, LockRefusal.NotSupported, IsExcludedFromDumps: false);

    /// <summary>Gives the memory that no buffer uses back to the system. Worth a call when nothing is under way.</summary>
    public static void Trim() => Pool?.Trim();

    /// <summary>Every block starts at a multiple of it: the width of a cache line and of the widest vector registers.</summary>
    internal const int Alignment = SensitivePool.Alignment;

    /// <summary>What a guarded block takes of the system's memory: it is rounded up.</summary>
    internal static long SizeOfGuarded(long bytes) => SensitivePool.SizeOf(bytes, isGuarded: true);

    internal static void* Allocate(nuint bytes, bool isGuarded = false)
    {
        if (Pool is not null)
        {
            return Pool.Allocate(bytes, isGuarded);
        }

        void* start = NativeMemory.AlignedAlloc(bytes, SensitivePool.Alignment);
        NativeMemory.Clear(start, bytes);
        return start;
    }

    internal static void Free(void* start, nuint bytes, bool isGuarded = false)
    {
        if (Pool is not null)
        {
            Pool.Free(start, bytes, isGuarded);
            return;
        }

        CryptographicOperations.ZeroMemory(new Span<byte>(start, checked((int)bytes)));
        NativeMemory.AlignedFree(start);
    }

    internal static void CountLeak() => Interlocked.Increment(ref _leaked);
}
