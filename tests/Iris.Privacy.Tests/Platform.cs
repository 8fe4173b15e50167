using System.Globalization;
using System.Runtime.InteropServices;
using Iris.Cli.Verification.Linux;

namespace Iris.Privacy.Tests;

/// <summary>What the machine that the tests run on can enforce, found out without the server.</summary>
internal static partial class Platform
{
    // From Linux's headers, the same on every architecture.
    private const nint CreateRuleset = 444;
    private const nint AskVersion = 1;
    private const int LockCapability = 14;

    /// <summary>The version of the kernel's Landlock, or 0 if it has none.</summary>
    public static int LandlockVersion { get; } = (int)Math.Max(0, SystemCall(CreateRuleset, 0, 0, AskVersion));

    /// <summary>Whether memory can be written to swap. The first line is a heading.</summary>
    public static bool HasSwap { get; } = File.ReadLines("/proc/swaps").Skip(1).Any();

    /// <summary>How much memory a process of this user may lock, or null without a limit.</summary>
    public static long? LockLimitKiB { get; } = MayLockEverything() ? null : HardLockLimit();

    /// <summary>What <c>GET /v1/privacy</c> has to call missing here of an invariant, of a server that is closed to inspection.</summary>
    public static string[] MissingOf(string invariant) => invariant switch
    {
        "P1" when LandlockVersion == 0 => ["Landlock: the kernel has none or refused it"],
        "P4" when HasSwap && LockLimitKiB is { } limit => [string.Create(
            CultureInfo.InvariantCulture,
            $"no more than {limit} KiB may be locked, the rest can be swapped: raise RLIMIT_MEMLOCK")],
        _ => [],
    };

    /// <summary>Skips a test where the server's filter of system calls cannot be.</summary>
    public static void SkipUnlessItHasAFilter()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Landlock and seccomp are Linux's.");
        Assert.SkipUnless(
            RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64, "The filter knows the system calls of x64 and arm64.");
        Assert.SkipUnless(File.Exists("/proc/sys/kernel/seccomp/actions_avail"), "The kernel has no filter of system calls.");
    }

    private static bool MayLockEverything() =>
        (ulong.Parse(ProcFile.Status(Environment.ProcessId, "CapEff")!, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << LockCapability)) != 0;

    // Max locked memory         8388608              8388608              bytes
    private static long? HardLockLimit()
    {
        string hard = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max locked memory", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[4];
        return hard == "unlimited" ? null : long.Parse(hard, CultureInfo.InvariantCulture) / 1024;
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third);
}
