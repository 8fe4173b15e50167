using System.Diagnostics;
using Iris.Cli.Verification;
using Iris.Cli.Verification.Checks;

namespace Iris.Cli.Tests;

public sealed class ProcessWatchTests
{
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(30);

    public ProcessWatchTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "A process is watched through Linux's /proc.");

    [Fact]
    public async Task A_watch_to_the_end_shows_that_no_file_was_open() => Assert.Equal(Verdict.Held, await WatchAsync(endsBefore: false));

    [Fact]
    public async Task A_watch_that_broke_off_shows_nothing() => Assert.Equal(Verdict.NotChecked, await WatchAsync(endsBefore: true));

    [Fact]
    public async Task A_process_that_is_not_there_shows_nothing()
    {
        var watch = new ProcessWatch(999_999_999);
        await watch.DisposeAsync();

        Assert.Equal(Verdict.NotChecked, Watched(watch));
    }

    private static async Task<Verdict> WatchAsync(bool endsBefore)
    {
        using Process process = Process.Start("sleep", "60");
        try
        {
            var watch = new ProcessWatch(process.Id);
            for (long start = Stopwatch.GetTimestamp(); watch.Looks == 0 && Stopwatch.GetElapsedTime(start) < Enough;)
            {
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }

            if (endsBefore)
            {
                process.Kill();
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
                await watch.Ended.WaitAsync(Enough, TestContext.Current.CancellationToken);
            }

            await watch.DisposeAsync();
            Assert.NotEqual(0, watch.Looks);
            return Watched(watch);
        }
        finally
        {
            process.Kill();
        }
    }

    private static Verdict Watched(ProcessWatch watch) =>
        FileCheck.Check(new Observations { Face = [], Watch = watch }, trace: null, "no trace").Evidence.Single(static part => part.Text.StartsWith("/proc showed", StringComparison.Ordinal)).Verdict;
}
