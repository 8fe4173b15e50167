using System.Buffers;

namespace Iris.Memory;

/// <summary>
/// The one owner of memory that holds request data: native, 64-byte aligned, zero when handed out and zeroed again
/// before it is freed. It is never moved or copied by the garbage collector, so releasing it leaves nothing behind.
/// </summary>
/// <remarks>
/// Release it in the method, or the <c>using</c>, that created it. One thread at a time may use an instance.
/// A buffer that was forgotten is still zeroed and freed by its finalizer, and counted in <see cref="SensitiveMemory.Leaked"/>.
/// </remarks>
/// <typeparam name="T">An element without references, such as a byte, a float or a struct of them.</typeparam>
public sealed unsafe class SensitiveBuffer<T> : IDisposable
    where T : unmanaged
{
    private readonly bool _isGuarded;
    private T* _start;
    private NativeManager? _manager;

    /// <summary>Allocates a zeroed buffer.</summary>
    /// <param name="length">Elements, 0 or more; at most 2,147,483,591 bytes in all.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative or exceeds the limit.</exception>
    /// <exception cref="OutOfMemoryException">The system has no memory to give.</exception>
    public SensitiveBuffer(int length)
        : this(length, isGuarded: false)
    {
    }

    /// <summary>Allocates a zeroed buffer, on Linux before an inaccessible page if asked for: native code that writes past it ends the process.</summary>
    internal SensitiveBuffer(int length, bool isGuarded)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)length * sizeof(T), Array.MaxLength, nameof(length));

        _isGuarded = isGuarded;
        _start = (T*)SensitiveMemory.Allocate((nuint)length * (nuint)sizeof(T), isGuarded);
        Length = length;
    }

    /// <summary>Zeroes and frees a buffer that nobody released.</summary>
    ~SensitiveBuffer()
    {
        if (_start is not null)
        {
            SensitiveMemory.CountLeak();
            Release();
        }
    }

    /// <summary>The number of elements.</summary>
    public int Length { get; }

    /// <summary>The elements. Valid until <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">The buffer was released.</exception>
    public Span<T> Span => new(Start, Length);

    /// <summary>The address of the first element, for native code. Valid until <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">The buffer was released.</exception>
    public nint Address => (nint)Start;

    /// <summary>The elements, for asynchronous reads. Valid until <see cref="Dispose"/>.</summary>
    public Memory<T> Memory => (_manager ??= new NativeManager(this)).Memory;

    private T* Start
    {
        get
        {
            ObjectDisposedException.ThrowIf(_start is null, this);
            return _start;
        }
    }

    /// <summary>Zeroes and frees the memory. Further calls do nothing.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        T* start = _start;
        _start = null;
        if (start is not null)
        {
            SensitiveMemory.Free(start, (nuint)Length * (nuint)sizeof(T), _isGuarded);
        }
    }

    // Memory<T> over native memory. The buffer owns the memory; the manager only points to it, and nothing needs pinning.
    private sealed class NativeManager(SensitiveBuffer<T> buffer) : MemoryManager<T>
    {
        public override Span<T> GetSpan() => buffer.Span;

        public override MemoryHandle Pin(int elementIndex = 0) => new(buffer.Start + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
