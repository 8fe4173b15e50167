using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Iris.Server.Privacy;

/// <summary>
/// The blocks through which Kestrel receives and sends: zeroed when one comes back, so that neither a request's bytes nor an answer's stay
/// in it. Thread-safe.
/// </summary>
/// <remarks>
/// Arrays that the collector never moves, not native memory: Kestrel can send two blocks at a time only from arrays, and breaks the
/// connection off otherwise.
/// </remarks>
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

    /// <summary>Lets go of the blocks that are not in use.</summary>
    public void Trim() => _free.Clear();

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
        private readonly byte[] _array = GC.AllocateArray<byte>(BlockBytes, pinned: true);

        public bool IsRented { get; set; }

        public Memory<byte> Memory => MemoryMarshal.CreateFromPinnedArray(_array, 0, BlockBytes);

        public void Dispose()
        {
            if (IsRented)
            {
                IsRented = false;
                CryptographicOperations.ZeroMemory(_array);
                pool.Return(this);
            }
        }
    }
}
