using Iris.Cli.Verification.Linux;

namespace Iris.Cli.Verification.Checks;

/// <summary>P4: what a crash or a debugger gets.</summary>
internal static class CrashCheck
{
    /// <summary>A server that may be killed.</summary>
    public static InvariantResult Check(Observations seen, CrashRun crash) => Result(
    [
        .. PrivacyClaims.About(crash.Claims, "P4", isNeeded: true),
        Limit(crash.CoreLimit),
        Crash(crash),
        .. crash.AttachRefused is { } refused
            ? (Evidence[])[Evidence.Of(refused, refused ? "the kernel refuses to attach to it" : "this user may attach to it")]
            : [],
        Channels(crash.Channels),
        Locked(seen),
    ]);

    /// <summary>A server that must live on.</summary>
    public static InvariantResult Check(Observations seen, ServerUnderTest server) => Result(
    [
        .. PrivacyClaims.About(seen.Claims, "P4", isNeeded: true),
        Limit(ProcFile.CoreLimit(server.ProcessId)),
        Channels(CrashRun.DiagnosticChannels(server.ProcessId)),
        Locked(seen),
        Evidence.NotChecked("a crash: the server was running already, and goes on"),
    ]);

    private static InvariantResult Result(IReadOnlyList<Evidence> evidence) => new("P4", "A crash or a debugger gets nothing", evidence);

    private static Evidence Limit((string Soft, string Hard) limit) =>
        Evidence.Of(limit is ("0", "0"), $"limit on core dumps: {limit.Soft}, at most {limit.Hard}");

    private static Evidence Crash(CrashRun crash)
    {
        string raised = crash.LimitWasRaised ? " and the limit on core dumps lifted from outside" : "";
        string dumped = crash.Ending switch
        {
            SystemCalls.Ending.Dumped => "; the kernel says that it dumped core",
            SystemCalls.Ending.Killed => "; the kernel says that it did not dump core",
            _ => "",
        };
        return Evidence.Of(
            crash.DumpsFound == 0 && crash.Ending != SystemCalls.Ending.Dumped,
            $"killed by SIGSEGV under load, with .NET's own dumps asked for{raised}: {crash.DumpsFound} dumps left{dumped}");
    }

    private static Evidence Channels(IReadOnlyList<string> channels) => Evidence.Of(
        channels.Count == 0, channels.Count == 0 ? "no channel for .NET's diagnostics" : $"channels for .NET's diagnostics: {string.Join(", ", channels)}");

    private static Evidence Locked(Observations seen) => seen.Watch.MostLockedBytes is { } bytes
        ? Evidence.Of(bytes > 0, $"up to {MemoryCheck.Bytes(bytes)} under load locked and left out of core dumps")
        : Evidence.NotChecked("locked memory: /proc/PID/smaps may not be read");
}
