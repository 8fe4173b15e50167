using System.Globalization;
using System.Runtime.InteropServices;

namespace Iris.Cli.Tests;

/// <summary>What this machine cannot enforce, asked of the kernel and not of Iris: no verification can hold there what it lacks.</summary>
internal static partial class Platform
{
    // The same number on every architecture.
    private const nint CreateLandlockRuleset = 444;
    private const nint AskVersion = 1;
    private const int LockMemoryCapability = 14;

    /// <summary>The invariants that cannot hold here, with what the report has to name as missing: a regular expression.</summary>
    public static IReadOnlyDictionary<string, string> Lacking { get; } = FindLacking();

    private static Dictionary<string, string> FindLacking()
    {
        var lacking = new Dictionary<string, string>();
        if (!OperatingSystem.IsLinux())
        {
            return lacking;
        }

        if (SystemCall(CreateLandlockRuleset, 0, 0, AskVersion) < 1)
        {
            lacking["P1"] = "Landlock: the kernel has none or refused it";
        }

        if (HasSwap() && !MayLockEverything())
        {
            lacking["P4"] = @"no more than \d+ KiB of request data may be locked, the rest can be swapped: raise RLIMIT_MEMLOCK";
        }

        return lacking;
    }

    // The first line is a heading.
    private static bool HasSwap() => File.ReadLines("/proc/swaps").Skip(1).Any();

    // A process may raise its limit as far as the hard one, and ignores it with the capability.
    private static bool MayLockEverything()
    {
        const string Limit = "Max locked memory";
        string limit = File.ReadLines("/proc/self/limits").First(static line => line.StartsWith(Limit, StringComparison.Ordinal));
        string hard = limit[Limit.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        string capabilities = File.ReadLines("/proc/self/status").First(static line => line.StartsWith("CapEff:", StringComparison.Ordinal))["CapEff:".Length..];
        return hard == "unlimited"
            || (ulong.Parse(capabilities, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << LockMemoryCapability)) != 0;
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third);
}
