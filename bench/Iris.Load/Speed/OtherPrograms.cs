using System.Diagnostics;
using System.Globalization;

namespace Iris.Load.Speed;

/// <summary>How much of the machine other programs take while something is measured: with much of it, only processor times say anything.</summary>
/// <param name="all">The processor time that all programs had taken at the beginning.</param>
/// <param name="ours">What this program and its servers had taken.</param>
internal sealed class OtherPrograms(TimeSpan all, TimeSpan ours)
{
    private readonly long _start = Stopwatch.GetTimestamp();

    // USER_HZ, which Linux shows to programs.
    private const double TicksPerSecond = 100;

    /// <summary>Begins to look.</summary>
    public static OtherPrograms Watch(IEnumerable<ServerUnderLoad> servers) => new(All(), Ours(servers));

    /// <summary>How many cores others have had since then, on average.</summary>
    /// <param name="servers">The servers that run: those that have ended are counted anyhow.</param>
    public double Cores(IEnumerable<ServerUnderLoad> servers) =>
        Math.Max(0, (All() - all - (Ours(servers) - ours)) / Stopwatch.GetElapsedTime(_start));

    // cpu  user nice system idle iowait irq softirq steal …
    private static TimeSpan All()
    {
        double[] ticks = [.. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9]
            .Select(static field => double.Parse(field, CultureInfo.InvariantCulture))];
        return TimeSpan.FromSeconds((ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7]) / TicksPerSecond);
    }

    // The 14th to 17th fields are this program's time and that of children that have ended; the second, in brackets, may hold spaces.
    private static TimeSpan Ours(IEnumerable<ServerUnderLoad> servers)
    {
        string status = File.ReadAllText("/proc/self/stat");
        IEnumerable<double> ticks = status[(status.LastIndexOf(')') + 2)..].Split(' ')[11..15].Select(static field => double.Parse(field, CultureInfo.InvariantCulture));
        return TimeSpan.FromSeconds(ticks.Sum() / TicksPerSecond) + servers.Aggregate(TimeSpan.Zero, static (sum, server) => sum + server.ProcessorTime);
    }
}
