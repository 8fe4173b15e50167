using System.Globalization;
using System.Runtime.InteropServices;

namespace Iris.Cli.Verification.Linux;

/// <summary>The few calls to the kernel that .NET does not make.</summary>
internal static unsafe partial class SystemCalls
{
    public const int Interrupt = 2;
    public const int SegmentationFault = 11;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    private const int TraceCapability = 19;
    private const int CoreSize = 4;
    private const int OneProcess = 1;
    private const int Ended = 4;
    private const int LeaveForOthers = 0x01000000;

    /// <summary>How a process ended.</summary>
    public enum Ending
    {
        /// <summary>Somebody else has asked before.</summary>
        Unknown = 0,

        /// <summary>By itself.</summary>
        Exited = 1,

        /// <summary>By a signal, without a core dump.</summary>
        Killed = 2,

        /// <summary>By a signal, with a core dump.</summary>
        Dumped = 3,
    }

    /// <summary>Whether the kernel lets this process read any other's memory: root does, outside a container.</summary>
    public static bool MayReadEveryProcess { get; } =
        (ulong.Parse(ProcFile.Status(Environment.ProcessId, "CapEff") ?? "0", NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            & (1UL << TraceCapability)) != 0;

    /// <summary>Sends a signal.</summary>
    /// <returns>Whether it could be sent.</returns>
    public static bool Signal(int processId, int signal) => Kill(processId, signal) == 0;

    /// <summary>Lets a process, or this one (0) and those that it starts from now on, write core dumps as large as may be.</summary>
    /// <returns>Whether the limit is above zero afterwards.</returns>
    public static bool AllowCoreDumps(int processId)
    {
        // Root may raise the hard limit as well; anybody else the soft one up to it.
        var everything = new Limit { Soft = ulong.MaxValue, Hard = ulong.MaxValue };
        if (LimitOf(processId, CoreSize, &everything, null) == 0)
        {
            return true;
        }

        Limit limit;
        if (LimitOf(processId, CoreSize, null, &limit) != 0)
        {
            return false;
        }

        limit.Soft = limit.Hard;
        return LimitOf(processId, CoreSize, &limit, null) == 0 && limit.Soft > 0;
    }

    /// <summary>Waits for the end of a child without taking the news of it from .NET, which may be faster.</summary>
    public static Ending WaitForEnd(int processId)
    {
        // siginfo_t of Linux on 64 bits: si_code is the third of its integers.
        int* information = stackalloc int[32];
        return Wait(OneProcess, processId, information, Ended | LeaveForOthers) == 0 ? (Ending)information[2] : Ending.Unknown;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "prlimit")]
    private static partial int LimitOf(int processId, int resource, Limit* set, Limit* old);

    [LibraryImport("libc", EntryPoint = "waitid")]
    private static partial int Wait(int kind, int processId, int* information, int options);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
