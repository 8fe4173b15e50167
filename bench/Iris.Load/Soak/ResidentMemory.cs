using Iris.Cli.Verification.Linux;

namespace Iris.Load.Soak;

/// <summary>How much of a process's memory is resident, looked at once a second.</summary>
internal sealed class ResidentMemory(int processId)
{
    private const int Megabyte = 1024 * 1024;

    private readonly List<long> _samples = [];

    /// <summary>The last sample in MiB.</summary>
    public long Last => _samples.Count == 0 ? 0 : _samples[^1] / Megabyte;

    /// <summary>The largest sample in MiB.</summary>
    public long Peak => _samples.Count == 0 ? 0 : _samples.Max() / Megabyte;

    /// <summary>Looks until it is cancelled, or the process has ended.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (ProcFile.ResidentBytes(processId) is > 0 and long bytes)
                {
                    _samples.Add(bytes);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It has seen enough.
        }
    }

    /// <summary>
    /// The medians in MiB of the first and of the last quarter of what was seen after the warm-up, the first fifth: a soak's requests come
    /// and go, so that single samples say little.
    /// </summary>
    public (double Early, double Late) Drift()
    {
        long[] warm = [.. _samples.Skip(_samples.Count / 5)];
        int quarter = Math.Max(warm.Length / 4, 1);
        return (Median(warm.Take(quarter)), Median(warm.TakeLast(quarter)));
    }

    private static double Median(IEnumerable<long> samples) => new Percentiles(samples.Select(static bytes => (double)bytes)).Median / Megabyte;
}
