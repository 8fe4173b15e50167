using System.Globalization;
using System.Text.RegularExpressions;

namespace Iris.Cli.Verification.Linux;

/// <summary>What <c>strace -f -ttt</c> wrote of the calls by which a process changes files.</summary>
/// <param name="Calls">How many calls were seen, those that only read among them.</param>
/// <param name="Refused">The calls that would have changed a file, and that the kernel refused, by name.</param>
/// <param name="Changes">The calls that did, by name.</param>
internal sealed partial record SystemCallTrace(int Calls, IReadOnlyDictionary<string, int> Refused, IReadOnlyDictionary<string, int> Changes)
{
    /// <summary>
    /// The calls to trace: those that change files, and those that keep something in the kernel beyond the process. A question mark has
    /// strace pass over a name that it does not know: not every call is on every processor, or as old as strace.
    /// </summary>
    public const string Traced =
        "?open,openat,?openat2,?open_by_handle_at,?creat,?rename,?renameat,?renameat2,?link,?linkat,?symlink,?symlinkat,?unlink,?unlinkat,"
        + "?mkdir,?mkdirat,?rmdir,?mknod,?mknodat,?truncate,?chmod,?fchmod,?fchmodat,?fchmodat2,?chown,?fchown,?lchown,?fchownat,"
        + "?utime,?utimes,?futimesat,?utimensat,?setxattr,?lsetxattr,?fsetxattr,?setxattrat,?removexattr,?lremovexattr,?fremovexattr,"
        + "?removexattrat,?mount,?move_mount,?mq_open,?shmget,?shmat,?io_uring_setup,bind,execve,?execveat";

    /// <summary>Reads a trace.</summary>
    /// <param name="lines">Its lines.</param>
    /// <param name="since">Calls before this are passed over.</param>
    public static SystemCallTrace Read(IEnumerable<string> lines, DateTimeOffset since)
    {
        double start = since.ToUnixTimeMilliseconds() / 1000.0;
        int calls = 0;
        var refused = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var changes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var unfinished = new Dictionary<string, string>();
        foreach (string line in lines)
        {
            // 4711 1700000000.123456 openat(AT_FDCWD, "/x", O_RDONLY) = 3, in two lines where another thread came between.
            Match match = Line().Match(line);
            if (!match.Success || double.Parse(match.Groups["time"].Value, CultureInfo.InvariantCulture) < start)
            {
                continue;
            }

            string thread = match.Groups["thread"].Value, call = match.Groups["call"].Value;
            if (call.EndsWith("<unfinished ...>", StringComparison.Ordinal))
            {
                unfinished[thread] = call;
                continue;
            }

            if (call.StartsWith("<... ", StringComparison.Ordinal))
            {
                call = unfinished.GetValueOrDefault(thread) + call;
            }

            Match parts = Call().Match(call);
            if (!parts.Success)
            {
                continue;
            }

            calls++;
            string name = parts.Groups["name"].Value;
            bool isRefused = parts.Groups["result"].Value.StartsWith('-');
            if (Changing(name, call) && (isRefused || !KeepsNothing().IsMatch(call)))
            {
                SortedDictionary<string, int> counts = isRefused ? refused : changes;
                counts[name] = counts.GetValueOrDefault(name) + 1;
            }
        }

        return new(calls, refused, changes);
    }

    private static bool Changing(string name, string call) => name switch
    {
        "open" or "openat" or "openat2" or "open_by_handle_at" => WritingFlags().IsMatch(call),
        "bind" => call.Contains("sun_path=\"", StringComparison.Ordinal),
        _ => true,
    };

    [GeneratedRegex(@"^(?<thread>\d+)\s+(?<time>\d+\.\d+)\s+(?<call>.*)$")]
    private static partial Regex Line();

    [GeneratedRegex(@"^(?<name>\w+)\(.*= (?<result>-?\d+)(?:\D.*)?$")]
    private static partial Regex Call();

    // What is written there is kept nowhere: threads are named by way of /proc. Only these names, whole: others in /proc lead everywhere.
    [GeneratedRegex("""^open(?:at2?)?\((?:\w+, )?"(?:/dev/null|/proc/(?:self|\d+)/task/\d+/comm)",""")]
    private static partial Regex KeepsNothing();

    [GeneratedRegex("O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_TMPFILE|O_APPEND")]
    private static partial Regex WritingFlags();
}
