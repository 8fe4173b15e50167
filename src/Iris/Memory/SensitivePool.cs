using System.Numerics;
using System.Security.Cryptography;

namespace Iris.Memory;

/// <summary>
/// Hands out zeroed blocks of <see cref="LockedRegions"/> and zeroes them as they come back. Small blocks, powers of two, are carved from
/// regions that hold nothing else; larger ones have a region each. What comes back is kept for the next request until
/// <see cref="Trim"/>: it is locked and its pages are there already. Thread-safe.
/// </summary>
internal sealed unsafe class SensitivePool
{
    /// <summary>Every block starts at a multiple of it: the width of a cache line and of the widest vector registers.</summary>
    public const int Alignment = 64;

    /// <summary>Up to this size a block is carved from a region.</summary>
    public const int MaxCarvedBytes = CarvedBlocks.RegionBytes / 2;

    // Two small pictures in work on two cores take 36 to 43 MB of large blocks in turn. Measured: with 32 MB to keep, two or three regions
    // were mapped anew for each pair, with some 300 page faults; where nothing is kept, a pair takes twice as long.
    private const long KeptBytesPerCore = 24 * 1024 * 1024;

    // However many cores: what is kept is locked, and must leave to live data most of what may be.
    private const long MaxKeptBytes = 256 * 1024 * 1024;
    private const int MaxShareOfLockLimit = 4;

    private readonly LockedRegions _regions = new();
    private readonly CarvedBlocks[] _carved;
    private readonly WholeRegions _whole;

    public SensitivePool()
    {
        long kept = Math.Min(Math.Min(KeptBytesPerCore * Environment.ProcessorCount, MaxKeptBytes), _regions.LockLimit / MaxShareOfLockLimit);
        _whole = new(_regions, Math.Max(WholeRegions.MaxKeptBlockBytes, kept));
        _carved = new CarvedBlocks[ClassOf(MaxCarvedBytes) + 1];
        for (int i = 0; i < _carved.Length; i++)
        {
            _carved[i] = new(_regions, Alignment << i);
        }
    }

    public MemoryProtection Protection => _regions.Describe();

    /// <summary>Hands out a zeroed block.</summary>
    /// <param name="bytes">Its length.</param>
    /// <param name="isGuarded">Whether it ends before an inaccessible page, however small it is. One that is too large to be carved always does.</param>
    /// <exception cref="OutOfMemoryException">The system has no memory to give.</exception>
    public void* Allocate(nuint bytes, bool isGuarded = false)
    {
        void* block = TryAllocate(bytes, isGuarded);
        if (block is null)
        {
            // What is kept may be what is missing.
            Trim();
            block = TryAllocate(bytes, isGuarded);
        }

        return block is null ? throw new InsufficientMemoryException("The system has no memory to give.") : block;
    }

    /// <summary>Zeroes a block and takes it back.</summary>
    /// <param name="block">A block of this pool.</param>
    /// <param name="bytes">What it was asked for with.</param>
    /// <param name="isGuarded">The same.</param>
    public void Free(void* block, nuint bytes, bool isGuarded = false)
    {
        // Of a guarded block the whole region: native code may have written beside it. Documented never to be optimised away, unlike a plain fill of memory
        // about to be freed.
        CryptographicOperations.ZeroMemory(isGuarded && bytes > 0 ? WholeRegions.RegionOf(block, bytes) : new Span<byte>(block, checked((int)bytes)));
        if (IsCarved(bytes, isGuarded))
        {
            _carved[ClassOf(bytes)].GiveBack(block);
        }
        else
        {
            _whole.GiveBack(block, bytes);
        }
    }

    /// <summary>Gives what is not in use back to the system.</summary>
    public void Trim()
    {
        foreach (CarvedBlocks blocks in _carved)
        {
            blocks.Trim();
        }

        _whole.Trim();
    }

    /// <summary>What a block takes of the system's memory. A carved one is counted as it is; others are rounded up.</summary>
    public static long SizeOf(long bytes, bool isGuarded) => IsCarved((nuint)bytes, isGuarded) ? bytes : (long)WholeRegions.LengthFor((nuint)bytes);

    private static bool IsCarved(nuint bytes, bool isGuarded) => bytes == 0 || (bytes <= MaxCarvedBytes && !isGuarded);

    private void* TryAllocate(nuint bytes, bool isGuarded) => IsCarved(bytes, isGuarded) ? _carved[ClassOf(bytes)].Take() : _whole.Take(bytes);

    private static int ClassOf(nuint bytes) =>
        BitOperations.Log2(BitOperations.RoundUpToPowerOf2(Math.Max(bytes, Alignment))) - BitOperations.Log2(Alignment);
}
