using System.Buffers;

namespace Iris.Memory;

/// <summary>
/// Bytes of a length not known in advance, up to a maximum, in a <see cref="SensitiveBuffer{T}"/>. When it grows, the old memory is
/// zeroed. One thread at a time may use an instance.
/// </summary>
public sealed class GrowingBuffer : IDisposable
{
    private const int MinGrowth = 64 * 1024;

    // An announced length is believed so far: memory for the rest is taken when the bytes arrive.
    private const int MaxInitialLength = 64 * 1024;

    private long _expectedLength;
    private readonly int _maxLength;
    private SensitiveBuffer<byte> _buffer;
    private int _length;
    private bool _isDisposed;

    /// <summary>Allocates an empty buffer.</summary>
    /// <param name="expectedLength">How many bytes are expected, so that it grows no further than needed; 0 when unknown.</param>
    /// <param name="maxLength">How many bytes it may hold.</param>
    /// <param name="budget">What its memory counts against for as long as it has it; nothing when null.</param>
    /// <exception cref="MemoryBudgetException">The budget has no room for the memory to begin with.</exception>
    public GrowingBuffer(long expectedLength, int maxLength, MemoryBudget? budget = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(expectedLength);
        ArgumentOutOfRangeException.ThrowIfNegative(maxLength);
        _maxLength = maxLength;
        _expectedLength = expectedLength;
        Budget = budget;
        _buffer = Allocate((int)Math.Min(Math.Min(expectedLength, MaxInitialLength), maxLength));
    }

    /// <summary>The bytes written so far. Valid until the next write.</summary>
    public Span<byte> Written => _buffer.Span[.._length];

    /// <summary>The bytes written so far, for asynchronous use. Valid until the next write.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _buffer.Memory[.._length];

    /// <summary>What its memory counts against; null for nothing.</summary>
    public MemoryBudget? Budget { get; }

    /// <summary>Says how many bytes are expected in all, now that it is known, so that it grows no further than needed.</summary>
    /// <param name="length">How many, 0 or more.</param>
    public void Expect(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _expectedLength = length;
    }

    /// <summary>Appends bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>False, and nothing is written, when they exceed the maximum.</returns>
    /// <exception cref="MemoryBudgetException">The budget has no room for them.</exception>
    public bool TryAppend(in ReadOnlySequence<byte> bytes)
    {
        if (bytes.Length > _maxLength - _length)
        {
            return false;
        }

        Reserve((int)bytes.Length);
        bytes.CopyTo(_buffer.Span[_length..]);
        _length += (int)bytes.Length;
        return true;
    }

    /// <summary>Memory to write to next, of at least one byte, except when the maximum is reached. Call <see cref="Advance"/> after.</summary>
    /// <exception cref="MemoryBudgetException">The budget has no room for it.</exception>
    public Memory<byte> GetMemory()
    {
        if (_length < _maxLength)
        {
            Reserve(1);
        }

        return _buffer.Memory[_length..];
    }

    /// <summary>Counts bytes that were written to <see cref="GetMemory"/>.</summary>
    /// <param name="count">How many.</param>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _length);
        _length += count;
    }

    /// <summary>Zeroes and frees the memory. Further calls do nothing.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            Free();
        }
    }

    private void Reserve(int count)
    {
        if (count <= _buffer.Length - _length)
        {
            return;
        }

        long needed = (long)_length + count;
        long wanted = Math.Max(needed, Math.Max(MinGrowth, 2L * _buffer.Length));
        if (_expectedLength >= needed)
        {
            wanted = Math.Min(wanted, _expectedLength);
        }

        // For a moment there are both.
        SensitiveBuffer<byte> larger = Allocate((int)Math.Min(wanted, _maxLength));
        Written.CopyTo(larger.Span);
        Free();
        _buffer = larger;
    }

    private SensitiveBuffer<byte> Allocate(int length)
    {
        Budget?.Reserve(length);
        try
        {
            return new SensitiveBuffer<byte>(length);
        }
        catch
        {
            Budget?.Release(length);
            throw;
        }
    }

    private void Free()
    {
        _buffer.Dispose();
        Budget?.Release(_buffer.Length);
    }
}
