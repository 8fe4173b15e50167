using System.Buffers;
using System.Collections.Concurrent;
using Iris.Memory;

namespace Iris.Server.Privacy;

/// <summary>
/// The blocks through which Kestrel receives and sends: native memory that is zeroed when a block comes back, so that neither a
/// request's bytes nor an answer's stay in it. Thread-safe.
/// </summary>
internal sealed class ZeroingMemoryPool : MemoryPool<byte>
{
    // The size that Kestrel's own pool has.
    private const int BlockBytes = 4096;

    private readonly ConcurrentStack<Block> _free = new();
    private volatile bool _isDisposed;

    public override int MaxBufferSize => BlockBytes;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        if (!_free.TryPop(out Block? block))
        {
            block = new Block(this);
        }

        block.IsRented = true;
        return block;
    }

    /// <summary>Frees the blocks that are not in use.</summary>
    public void Trim()
    {
        while (_free.TryPop(out Block? block))
        {
            block.Free();
        }
    }

    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        Trim();
    }

    private void Return(Block block)
    {
        _free.Push(block);
        if (_isDisposed)
        {
            Trim();
        }
    }

    private sealed class Block(ZeroingMemoryPool pool) : IMemoryOwner<byte>
    {
        private readonly SensitiveBuffer<byte> _buffer = new(BlockBytes);

        public bool IsRented { get; set; }

        public Memory<byte> Memory => _buffer.Memory;

        public void Dispose()
        {
            if (IsRented)
            {
                IsRented = false;
                _buffer.Span.Clear();
                pool.Return(this);
            }
        }

        public void Free() => _buffer.Dispose();
    }
}
