using System.Runtime;
using System.Runtime.CompilerServices;

namespace Iris.Server.Privacy;

/// <summary>Erases what dead objects leave on the managed heap. Not thread-safe.</summary>
internal sealed class ManagedHeap
{
    // Half a megabyte in all, each block small enough to live and move among the other small objects.
    private const int Blocks = 256;
    private const int BlockBytes = 2_000;

    // Small enough for the gap in front of an object that cannot be moved. Into one of 40 bytes, as a dead IPAddress leaves, nothing of 32
    // gets: what is over must be nothing or at least the smallest object, which has 24. So there are objects of 24, 32, 40 and 48 bytes.
    private const int Crumbs = 4_096;

    // Enough to be a large object, of which there is a heap of its own.
    private const int LargeBlockBytes = 100_000;

    private readonly SharedArrayPools _pools = new();

    private static ReadOnlySpan<int> CrumbBytes => [0, 8, 16, 24];

    /// <summary>
    /// Collects everything that is dead, gives the pages back to the system, and has the rest overwritten. A collection moves the living
    /// together and gives back whole pages alone: what was behind the living on their last page stays, and the end of a URL was seen there
    /// minutes later. What was in front of a pinned object stays as well. So zeros are added to the living, moved with them from the
    /// youngest generation to the oldest, and then collected. Measured: 8 ms as a rule, 5 to 17, for a heap of two megabytes.
    /// </summary>
    public void Erase()
    {
        _pools.Empty();
        Collect();

        // What finalizers let go of is dead from here on.
        GC.WaitForPendingFinalizers();
        Fill();
        Collect();
    }

    // A method of its own, so that what it allocates is dead when it returns.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Fill()
    {
        byte[][] blocks = Allocate(Blocks, BlockBytes);
        byte[][] crumbs = Allocate(Crumbs, CrumbBytes);
        byte[] large = new byte[LargeBlockBytes];
        Collect();

        // What lies side by side moves as one: without its neighbours a crumb fits into a gap of the oldest generation, where a collection
        // of the younger ones looks for room first.
        for (int i = 0; i < Crumbs; i += 2)
        {
            crumbs[i] = [];
        }

        GC.Collect(1, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.KeepAlive(blocks);
        GC.KeepAlive(crumbs);
        GC.KeepAlive(large);
    }

    // The sizes in turn, two of each: one of them is let go of before the other.
    private static byte[][] Allocate(int count, params ReadOnlySpan<int> bytes)
    {
        byte[][] blocks = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            blocks[i] = new byte[bytes[i / 2 % bytes.Length]];
        }

        return blocks;
    }

    // Aggressive: gives free memory back to the system, which erases it.
    private static void Collect()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
