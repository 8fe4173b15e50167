namespace Iris.Memory;

/// <summary>
/// A bound on memory that many share. What is reserved in a part of a budget counts in the whole too, so that a client can be given a
/// share of what there is for all. Nobody waits: memory is there or it is not. Thread-safe.
/// </summary>
public sealed class MemoryBudget
{
    private readonly MemoryBudget? _whole;
    private long _reserved;

    /// <summary>Makes a budget.</summary>
    /// <param name="maxBytes">The most bytes that may be reserved at a time, 0 or more.</param>
    /// <param name="whole">The budget that this one is a part of.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bound is negative.</exception>
    public MemoryBudget(long maxBytes, MemoryBudget? whole = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        MaxBytes = maxBytes;
        _whole = whole;
    }

    /// <summary>The most bytes that may be reserved at a time.</summary>
    public long MaxBytes { get; }

    /// <summary>How many bytes are reserved.</summary>
    public long ReservedBytes => Interlocked.Read(ref _reserved);

    /// <summary>Whether so many bytes could be reserved at the moment.</summary>
    /// <param name="bytes">How many, 0 or more.</param>
    public bool HasRoomFor(long bytes) => ReservedBytes <= MaxBytes - bytes && (_whole is null || _whole.HasRoomFor(bytes));

    /// <summary>Reserves bytes, here and in the whole.</summary>
    /// <param name="bytes">How many, 0 or more.</param>
    /// <returns>False, and nothing is reserved, when they exceed either bound.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public bool TryReserve(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        long reserved = ReservedBytes;
        while (true)
        {
            if (reserved > MaxBytes - bytes)
            {
                return false;
            }

            long seen = Interlocked.CompareExchange(ref _reserved, reserved + bytes, reserved);
            if (seen == reserved)
            {
                break;
            }

            reserved = seen;
        }

        if (_whole is null || _whole.TryReserve(bytes))
        {
            return true;
        }

        Interlocked.Add(ref _reserved, -bytes);
        return false;
    }

    /// <summary>Gives bytes back, here and to the whole.</summary>
    /// <param name="bytes">How many of those that were reserved.</param>
    public void Release(long bytes)
    {
        Interlocked.Add(ref _reserved, -bytes);
        _whole?.Release(bytes);
    }
}
