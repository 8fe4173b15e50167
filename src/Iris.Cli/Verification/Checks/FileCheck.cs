using Iris.Cli.Verification.Linux;

namespace Iris.Cli.Verification.Checks;

/// <summary>P1: the calls to the kernel, and what the kernel refuses.</summary>
internal static class FileCheck
{
    public static InvariantResult Check(Observations seen, SystemCallTrace? trace, string? whyNoTrace) => new("P1", "Nothing is written to any file",
    [
        .. PrivacyClaims.About(seen.Claims, "P1", isNeeded: true),
        Threads(seen),
        .. trace is null ? [] : (Evidence[])[Traced(trace)],
        Watched(seen.Watch, trace is null ? $"; {whyNoTrace}" : ""),
        Stored(seen),
    ]);

    private static Evidence Threads(Observations seen)
    {
        const string Filtered = "2";
        (IReadOnlyList<string?> noNewPrivileges, IReadOnlyList<string?> seccomp) = seen.Threads;
        bool all = noNewPrivileges.Count > 0 && seccomp.Count > 0 && noNewPrivileges.All(static value => value == "1") && seccomp.All(static value => value == Filtered);
        return Evidence.Of(
            all,
            $"{noNewPrivileges.Count(static value => value == "1")} of {noNewPrivileges.Count} threads can gain no privileges, "
            + $"{seccomp.Count(static value => value == Filtered)} of {seccomp.Count} are under a seccomp filter");
    }

    // The server tries to write when it is asked what it enforces: a trace without any call has missed that.
    private static Evidence Traced(SystemCallTrace trace)
    {
        if (trace.Calls == 0)
        {
            return Evidence.NotChecked("strace saw no call that names a file");
        }

        string changes = trace.Changes.Count == 0 ? "none changed a file" : $"{List(trace.Changes)} changed a file";
        string refused = trace.Refused.Count == 0 ? "" : $"; refused by the kernel: {List(trace.Refused)}";
        return Evidence.Of(trace.Changes.Count == 0, $"strace saw {trace.Calls} calls that name a file, {changes}{refused}");
    }

    // A file that was seen counts whenever that was; that there was none shows only a watch from beginning to end.
    private static Evidence Watched(ProcessWatch watch, string remark)
    {
        string text = $"/proc showed {watch.FilesOpenForWriting} files open for writing, {watch.Looks} looks";
        return watch.FilesOpenForWriting > 0 || watch.IsComplete
            ? Evidence.Of(watch.FilesOpenForWriting == 0, text + remark)
            : Evidence.NotChecked($"{text}, not to the end: /proc/PID/fd could not be read{remark}");
    }

    // A log that is redirected to a file counts here, too.
    private static Evidence Stored(Observations seen) => seen.StorageBytes is { } bytes
        ? Evidence.Of(bytes == 0, $"{MemoryCheck.Bytes(bytes)} sent to storage (write_bytes)")
        : Evidence.NotChecked("what was sent to storage: /proc/PID/io may not be read");

    private static string List(IReadOnlyDictionary<string, int> calls) => string.Join(", ", calls.Select(static call => $"{call.Key} ×{call.Value}"));
}
