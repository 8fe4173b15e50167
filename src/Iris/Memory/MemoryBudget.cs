namespace Iris.Memory;

/// <summary>
/// A bound on memory that many share, or one client's share of such a bound. Of a whole a share may reserve as much as it leaves to others: half
/// if it is alone, a third if there are two, so that there is always some for a client that has none. Nobody waits: memory is there or it is
/// not. Thread-safe.
/// </summary>
public sealed class MemoryBudget
{
    private readonly MemoryBudget _whole;
    private readonly Lock _lock = new();
    private long _reserved;

    /// <summary>Makes a budget.</summary>
    /// <param name="maxBytes">The most bytes that may be reserved at a time, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bound is negative.</exception>
    public MemoryBudget(long maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        MaxBytes = maxBytes;
        _whole = this;
    }

    /// <summary>Makes a share. What is reserved in it is reserved in the whole.</summary>
    /// <param name="whole">The budget that it is a share of; not a share itself.</param>
    public MemoryBudget(MemoryBudget whole)
    {
        ArgumentNullException.ThrowIfNull(whole);
        MaxBytes = whole.MaxBytes;
        _whole = whole;
    }

    /// <summary>The most bytes that may be reserved at a time, by all shares together.</summary>
    public long MaxBytes { get; }

    /// <summary>How many bytes are reserved here.</summary>
    public long ReservedBytes
    {
        get
        {
            lock (_whole._lock)
            {
                return _reserved;
            }
        }
    }

    /// <summary>Whether so many bytes could be reserved at the moment.</summary>
    /// <param name="bytes">How many, 0 or more.</param>
    public bool HasRoomFor(long bytes)
    {
        lock (_whole._lock)
        {
            return Fits(bytes);
        }
    }

    /// <summary>Reserves bytes.</summary>
    /// <param name="bytes">How many, 0 or more.</param>
    /// <returns>False, and nothing is reserved, when there are too few.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public bool TryReserve(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        lock (_whole._lock)
        {
            if (!Fits(bytes))
            {
                return false;
            }

            Add(bytes);
            return true;
        }
    }

    /// <summary>Reserves bytes.</summary>
    /// <param name="bytes">How many, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    /// <exception cref="MemoryBudgetException">There are too few; nothing is reserved.</exception>
    public void Reserve(long bytes)
    {
        if (!TryReserve(bytes))
        {
            throw new MemoryBudgetException();
        }
    }

    /// <summary>Gives bytes back.</summary>
    /// <param name="bytes">How many of those that were reserved.</param>
    public void Release(long bytes)
    {
        lock (_whole._lock)
        {
            Add(-bytes);
        }
    }

    private bool Fits(long bytes)
    {
        long free = MaxBytes - _whole._reserved;
        return bytes <= free && (_whole == this || _reserved <= free - bytes - bytes);
    }

    private void Add(long bytes)
    {
        _reserved += bytes;
        if (_whole != this)
        {
            _whole._reserved += bytes;
        }
    }
}
