using System.Globalization;
using System.Runtime.InteropServices;

namespace Iris.Testing;

/// <summary>What the machine that the tests run on can enforce, found out without the server.</summary>
public static partial class Platform
{
    // From Linux's headers, the same on every architecture.
    private const nint CreateRuleset = 444;
    private const nint AskVersion = 1;
    private const int LockCapability = 14;

    private const string LockLimit = "Max locked memory";
    private const string Capabilities = "CapEff:";

    /// <summary>The version of the kernel's Landlock, or 0 if it has none.</summary>
    public static int LandlockVersion { get; } = OperatingSystem.IsLinux() ? (int)Math.Max(0, SystemCall(CreateRuleset, 0, 0, AskVersion)) : 0;

    /// <summary>Whether memory can be written to swap. The first line is a heading.</summary>
    public static bool HasSwap { get; } = OperatingSystem.IsLinux() && File.ReadLines("/proc/swaps").Skip(1).Any();

    /// <summary>Why the server's filter of system calls cannot be here, or null where it can.</summary>
    public static string? LackOfFilter { get; } =
        !OperatingSystem.IsLinux() ? "Landlock and seccomp are Linux's."
        : RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.Arm64) ? "The filter knows the system calls of x64 and arm64."
        : !File.Exists("/proc/sys/kernel/seccomp/actions_avail") ? "The kernel has no filter of system calls."
        : null;

    /// <summary>What <c>GET /v1/privacy</c> has to call missing here of an invariant, of a server that is closed to inspection.</summary>
    public static string[] MissingOf(string invariant) => invariant switch
    {
        "P1" when LandlockVersion == 0 => ["Landlock: the kernel has none or refused it"],
        "P4" when HasSwap && LockLimitKiB() is { } limit => [string.Create(
            CultureInfo.InvariantCulture,
            $"no more than {limit} KiB may be locked, the rest can be swapped: raise RLIMIT_MEMLOCK")],
        _ => [],
    };

    // How much a process of this user may lock, or null without a limit: it may raise its limit as far as the hard one, and ignores it with
    // the capability.
    private static long? LockLimitKiB()
    {
        // Max locked memory         8388608              8388608              bytes
        string hard = Rest("/proc/self/limits", LockLimit).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        ulong capabilities = ulong.Parse(Rest("/proc/self/status", Capabilities), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return hard == "unlimited" || (capabilities & (1UL << LockCapability)) != 0
            ? null
            : long.Parse(hard, CultureInfo.InvariantCulture) / 1024;
    }

    private static string Rest(string file, string beginning) =>
        File.ReadLines(file).First(line => line.StartsWith(beginning, StringComparison.Ordinal))[beginning.Length..].Trim();

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third);
}
