using Iris.Cli.Verification.Linux;

namespace Iris.Privacy.Tests;

/// <summary>How the tests look into a server's process.</summary>
internal static class Scans
{
    /// <summary>The promise: after this long since the last request nothing is left.</summary>
    public static readonly TimeSpan UntilScrubbed = CanarySearch.UntilScrubbed;

    /// <summary>Skips a test where the system lets nobody but root read the memory of another process, not even of a child.</summary>
    public static void SkipUnlessReadable()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A process's memory is read through Linux's /proc.");
        var setting = new FileInfo("/proc/sys/kernel/yama/ptrace_scope");
        bool isForRoot = setting.Exists && File.ReadAllText(setting.FullName).Trim() is "2" or "3";
        Assert.SkipWhen(isForRoot && !SystemCalls.MayReadEveryProcess, "kernel.yama.ptrace_scope leaves the memory of processes to root.");
    }

    /// <summary>Looks for canaries in all memory of a server, which stands still meanwhile.</summary>
    public static MemoryScan Scan(IrisProcess iris, IReadOnlyDictionary<string, byte[]> canaries)
    {
        using var frozen = new FrozenProcess(iris.Id);
        return MemoryScanner.Scan(iris.Id, canaries);
    }

    /// <summary>
    /// The same the moment an answer has been read, but for a tenth of a second in which the thread that has sent its last byte comes to
    /// the end of its work, such as to zero what it sent from. The scrub begins later.
    /// </summary>
    public static async Task<MemoryScan> ScanAtOnceAsync(IrisProcess iris, IReadOnlyDictionary<string, byte[]> canaries)
    {
        await Task.Delay(CanarySearch.AtOnce, TestContext.Current.CancellationToken);
        return Scan(iris, canaries);
    }

    /// <summary>Waits for a scrub after requests that clients hung up on: the server may come to their end a little later.</summary>
    public static async Task WaitUntilScrubbedAsync(IrisProcess iris)
    {
        await ProcFile.WaitForRestAsync(iris.Id, TestContext.Current.CancellationToken);
        await Task.Delay(UntilScrubbed, TestContext.Current.CancellationToken);
    }

    /// <summary>Checks that a scan saw a process of some size and found nothing in it.</summary>
    public static void AssertClean(MemoryScan scan)
    {
        Assert.InRange(scan.BytesScanned, 50_000_000, long.MaxValue);
        Assert.Empty(scan.Hits);
    }
}
