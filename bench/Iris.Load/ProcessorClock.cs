using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Iris.Load;

/// <summary>What Linux tells of processor time, finer than the ticks of 10 ms in <c>/proc</c>, and which cores a process may use.</summary>
internal static unsafe partial class ProcessorClock
{
    private const int Monotonic = 1;
    private const int Absolute = 1;

    /// <summary>The processor time that this program has taken.</summary>
    public static TimeSpan OfThisProcess => Of(Environment.ProcessId);

    /// <summary>The processor time that a process has taken with all its threads, those that have ended included.</summary>
    public static TimeSpan Of(int processId)
    {
        int error = ClockOfProcess(processId, out int clock);
        Time time = default;
        return error == 0 && GetTime(clock, &time) == 0
            ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick)
            : throw new InvalidOperationException($"The processor time of process {processId} cannot be read.");
    }

    /// <summary>Waits until a time of <see cref="Stopwatch"/>, on the calling thread; late by some 0.1 ms.</summary>
    public static void SleepUntil(long timestamp)
    {
        // On Linux it counts nanoseconds of the same clock.
        (long seconds, long rest) = Math.DivRem(timestamp, Stopwatch.Frequency);
        Time time = new() { Seconds = (nint)seconds, Nanoseconds = (nint)rest };
        while (Sleep(Monotonic, Absolute, &time, null) != 0)
        {
            // A signal has woken it.
        }
    }

    /// <summary>Keeps all threads of a process, and those that they start, on some cores.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="cores">How many, from the first on.</param>
    public static void Keep(int processId, int cores)
    {
        using Process taskset = Process.Start(new ProcessStartInfo(
            "taskset", ["--all-tasks", "--pid", "--cpu-list", Cores(cores), processId.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
        })!;
        taskset.StandardOutput.ReadToEnd();
        taskset.WaitForExit();
    }

    /// <summary>The first cores, as <c>taskset</c> names them.</summary>
    public static string Cores(int number) => string.Create(CultureInfo.InvariantCulture, $"0-{number - 1}");

    [LibraryImport("libc", EntryPoint = "clock_getcpuclockid")]
    private static partial int ClockOfProcess(int processId, out int clock);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, Time* time);

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int Sleep(int clock, int flags, Time* until, Time* rest);

    private struct Time
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
