using System.Buffers;
using System.Collections;
using System.Reflection;

namespace Iris.Server.Privacy;

/// <summary>
/// Empties the pools of arrays that the framework shares, in which TLS leaves what it decrypted and others what they composed. The pools
/// have no call for that, and would keep an array for a minute or longer: hence reflection into the framework, whose absence is an error
/// when the server starts. Thread-safe.
/// </summary>
internal sealed class SharedArrayPools
{
    private const BindingFlags Internals = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    private readonly PooledArrays[] _pools = [new(ArrayPool<byte>.Shared), new(ArrayPool<char>.Shared)];

    /// <summary>Lets go of every array that is not rented. The next collection erases them.</summary>
    public void Empty()
    {
        foreach (PooledArrays pool in _pools)
        {
            pool.Empty();
        }
    }

    // Each thread has an array of each size to itself, and all of them share a few more.
    private sealed class PooledArrays
    {
        private readonly IEnumerable _slotsOfThreads;
        private readonly Array _shared;
        private readonly MethodInfo _takeShared;
        private readonly PropertyInfo _slots;

        public PooledArrays(object pool)
        {
            _slotsOfThreads = (IEnumerable)Field(pool, "_allTlsBuckets");
            _shared = (Array)Field(pool, "_buckets");
            _takeShared = _shared.GetType().GetElementType()!.GetMethod("TryPop", Internals, []) ?? throw Unknown("TryPop");
            _slots = typeof(KeyValuePair<,>)
                .MakeGenericType(_slotsOfThreads.GetType().GetGenericArguments())
                .GetProperty("Key")!;
        }

        public void Empty()
        {
            // As the pool's own trimming does: a thread that rents just now finds its array or none.
            foreach (object entry in _slotsOfThreads)
            {
                Array.Clear((Array)_slots.GetValue(entry)!);
            }

            foreach (object? shared in _shared)
            {
                while (shared is not null && _takeShared.Invoke(shared, null) is not null)
                {
                }
            }
        }

        private static object Field(object pool, string name) =>
            pool.GetType().GetField(name, Internals)?.GetValue(pool) ?? throw Unknown(name);

        private static InvalidOperationException Unknown(string name) => new($"This runtime's shared array pool has no {name}.");
    }
}
