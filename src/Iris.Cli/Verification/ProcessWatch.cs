using Iris.Cli.Verification.Linux;

namespace Iris.Cli.Verification;

/// <summary>Looks every tenth of a second at what a process has open, and every half second at what it has locked.</summary>
internal sealed class ProcessWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    // The kernel walks all pages for it.
    private const int LooksBetweenLocked = 5;

    private readonly CancellationTokenSource _end = new();
    private readonly HashSet<string> _files = [];

    public ProcessWatch(int processId) => Ended = WatchAsync(processId);

    /// <summary>How often it looked.</summary>
    public int Looks { get; private set; }

    /// <summary>Whether it looked from beginning to end: the process was there all the time, and could be looked at.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Ends with the watch, whoever ends it.</summary>
    public Task Ended { get; }

    /// <summary>How many different files were seen open for writing.</summary>
    public int FilesOpenForWriting => _files.Count;

    /// <summary>The most memory that was locked and left out of core dumps, in bytes; null where the system does not tell.</summary>
    public long? MostLockedBytes { get; private set; }

    /// <summary>Ends the watch; what it saw stays.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Ended;
        _end.Dispose();
    }

    private async Task WatchAsync(int processId)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                _files.UnionWith(ProcFile.OpenForWriting(processId));
                if (Looks++ % LooksBetweenLocked == 0 && ProcFile.LockedAndUndumpedBytes(processId) is { } bytes)
                {
                    MostLockedBytes = Math.Max(bytes, MostLockedBytes ?? 0);
                }
            }
        }
        catch (OperationCanceledException)
        {
            IsComplete = Looks > 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The process has ended, or may not be looked at: the watch is not complete, and says so.
        }
    }
}
