namespace Iris.Privacy.Tests;

/// <summary>What the tests of a scrubbed process share.</summary>
internal static class Scans
{
    /// <summary>The promise: after this long since the last request nothing is left.</summary>
    public static readonly TimeSpan UntilScrubbed = TimeSpan.FromSeconds(2);

    /// <summary>Checks that a scan saw a process of some size and found nothing in it.</summary>
    public static void AssertClean(MemoryScan scan)
    {
        Assert.InRange(scan.BytesScanned, 50_000_000, long.MaxValue);
        Assert.Empty(scan.Hits);
    }
}
