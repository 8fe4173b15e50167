using System.Globalization;
using Iris.Memory;
using Iris.Server.Privacy.Confinement;

namespace Iris.Server.Privacy;

/// <summary>
/// Finds out what is enforced in this process. What the kernel enforces, P1 and P4, it asks the kernel anew each time. The rest is mostly
/// how Iris is built: its tests and <c>iris verify</c> prove that, this only says it. Thread-safe.
/// </summary>
internal static class PrivacyInspector
{
    private const string NoFiles = "Nothing is written to any file";
    private const string NoCrashes = "A crash or a debugger gets nothing";
    private const string OnProcessor = "networks computed by the processor, in that memory too";
    private const string LinuxOnly = "nothing of it is measured on this platform";

    /// <param name="sockets">The server's listening sockets.</param>
    /// <param name="provider">What computes the networks.</param>
    public static PrivacyReport Inspect(ListeningSockets sockets, ExecutionProvider provider)
    {
        bool isLinux = OperatingSystem.IsLinux();
        string? device = DeviceMemory.LackOf(provider);
        InvariantReport[] invariants =
        [
            isLinux ? Files(provider) : Lacking("P1", NoFiles),
            Report("P2", "When the answer has been sent, no trace of the request is left in the process", [
                ("request data in native buffers, zeroed when released", true, ""),
                (OnProcessor, device is null, device ?? ""),
                ("receive and send blocks zeroed when given back", true, ""),
                (
                    "memory of libraries overwritten as it is freed",
                    NativeHeap.OverwritesFreedBlocks && ProcessConfinement.HasNoCachedBlocks,
                    "the C library does not overwrite all that libraries free"),
                ("a scrub when idle of what libraries keep", isLinux, LinuxOnly),
            ]),
            Report("P3", "Nothing personal is logged, at any level", [("only messages without an argument from a request pass", true, "")]),
            isLinux ? Crashes(provider) : Lacking("P4", NoCrashes),
            Report("P5", "Addresses of clients are not kept", [
                ("the rate limit knows a hash under a key of this process", true, ""),
                ("listening sockets forget their last client", sockets.HasForgotten, "a listening socket could not be made to forget its last client"),
            ]),
            Report("P6", "Only counts survive a request", [("no other state outlives one", device is null, device ?? "")]),
            Report("P7", "Pictures and embeddings never leave the process", [
                ("no answer or message has a place for one", true, ""),
                ("networks computed by the processor, in this process", device is null, device ?? ""),
            ]),
        ];
        return new(
            Array.TrueForAll(invariants, invariant => invariant.Enforced),
            string.Create(CultureInfo.InvariantCulture, $"{(isLinux ? "Linux" : Environment.OSVersion.Platform)} {Environment.OSVersion.Version.ToString(2)}"),
            invariants);
    }

    private static InvariantReport Files(ExecutionProvider provider)
    {
        ThreadConfinement threads = ThreadConfinement.Read();
        string count = string.Create(CultureInfo.InvariantCulture, $"{threads.Confined} of {threads.Threads} threads");
        int error = Libc.TryOpenToWrite();
        return Report("P1", NoFiles, [
            ($"Landlock, version {Landlock.Version}", ProcessConfinement.HasLandlock, "Landlock: the kernel has none or refused it"),
            ($"a system-call filter over {count}", ProcessConfinement.HasFilter && threads.IsComplete, $"a system-call filter over all threads: it covers {count}"),
            ("the kernel has just refused to open a file for writing", error is Libc.Eacces or Libc.Eperm, "a file could be opened for writing"),
            ("no file left out", !DeviceFiles.AreLeftOpenFor(provider), $"the files of devices that {provider} opens for writing are left out: /dev/nvidia*, /dev/dxg"),
        ]);
    }

    private static InvariantReport Crashes(ExecutionProvider provider)
    {
        MemoryProtection memory = SensitiveMemory.Protection;
        bool? isSwapped = HasSwap();
        string limit = string.Create(CultureInfo.InvariantCulture, $"{memory.LockLimitBytes / 1024} KiB");
        return Report("P4", NoCrashes, [
            ("core dumps limited to 0 bytes", Libc.Limit(Libc.CoreSize) == 0, "core dumps are not limited to 0 bytes"),
            (
                "memory closed to debuggers and dumps",
                Libc.ProcessControl(Libc.GetDumpable, 0, 0, 0, 0) == 0,
                "memory is open to a debugger of the same user"),
            ("diagnostics of .NET off", ProcessConfinement.HasDiagnosticsOff, "diagnostics of .NET are on"),
            ("request data left out of dumps", memory.IsExcludedFromDumps, "request data is not left out of dumps"),
            (OnProcessor, DeviceMemory.LackOf(provider) is null, DeviceMemory.LackOf(provider) ?? ""),
            (
                isSwapped == false ? "no swap on this machine" : "pictures, bodies, tensors and embeddings locked in memory",
                isSwapped == false || memory is { LockLimitBytes: long.MaxValue, UnlockedBytes: 0 },
                $"no more than {limit} may be locked, the rest can be swapped: raise RLIMIT_MEMLOCK"),
        ]);
    }

    // Null where the system does not tell, as in some containers.
    private static bool? HasSwap()
    {
        try
        {
            // The first line is a heading.
            return File.ReadLines("/proc/swaps").Skip(1).Any();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static InvariantReport Lacking(string id, string invariant) => new(id, invariant, Enforced: false, [], ["this platform cannot enforce it"]);

    private static InvariantReport Report(string id, string invariant, (string Mechanism, bool InForce, string Lack)[] parts) => new(
        id,
        invariant,
        Array.TrueForAll(parts, part => part.InForce),
        [.. from part in parts where part.InForce select part.Mechanism],
        [.. from part in parts where !part.InForce select part.Lack]);
}
