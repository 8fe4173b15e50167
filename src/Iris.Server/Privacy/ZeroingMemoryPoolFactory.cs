using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Iris.Server.Privacy;

/// <summary>Gives Kestrel pools that zero what comes back. Thread-safe.</summary>
internal sealed class ZeroingMemoryPoolFactory : IMemoryPoolFactory<byte>
{
    private readonly ConcurrentBag<ZeroingMemoryPool> _pools = [];

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null)
    {
        var pool = new ZeroingMemoryPool();
        _pools.Add(pool);
        return pool;
    }

    /// <summary>Frees the blocks that are not in use in all pools.</summary>
    public void Trim()
    {
        foreach (ZeroingMemoryPool pool in _pools)
        {
            pool.Trim();
        }
    }
}
