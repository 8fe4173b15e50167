namespace Iris.Tests;

/// <summary>What calls allocate on the managed heap.</summary>
internal static class Allocation
{
    private const int Tries = 3;

    /// <summary>
    /// The least that a call allocates in bytes. A collection that another test causes takes the calling thread's room away and gives it 8 KB
    /// anew, which count: that does not happen each time.
    /// </summary>
    public static long Least(Action call)
    {
        long least = long.MaxValue;
        for (int i = 0; i < Tries; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
