namespace Iris.Memory;

/// <summary>A list of bounded length in a <see cref="SensitiveBuffer{T}"/>. Not thread-safe.</summary>
/// <typeparam name="T">An element without references.</typeparam>
/// <param name="capacity">The most elements it can hold.</param>
internal sealed class SensitiveList<T>(int capacity) : IDisposable
    where T : unmanaged
{
    private readonly SensitiveBuffer<T> _buffer = new(capacity);

    public int Count { get; private set; }

    public bool IsFull => Count == _buffer.Length;

    public Span<T> Items => _buffer.Span[..Count];

    public void Add(T item) => _buffer.Span[Count++] = item;

    /// <summary>Drops the elements from <paramref name="count"/> on and zeroes their places.</summary>
    public void Truncate(int count)
    {
        _buffer.Span[count..Count].Clear();
        Count = count;
    }

    public void Dispose() => _buffer.Dispose();
}
