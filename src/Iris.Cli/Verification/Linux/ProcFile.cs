using System.Globalization;

namespace Iris.Cli.Verification.Linux;

/// <summary>What Linux tells of a process in <c>/proc</c>.</summary>
internal static class ProcFile
{
    private const StringSplitOptions Trimmed = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    /// <summary>A field of <c>/proc/PID/status</c>, such as <c>VmRSS</c>; null when there is none.</summary>
    public static string? Status(int processId, string field) => Field($"/proc/{processId}/status", field);

    /// <summary>A field of the status of each thread.</summary>
    public static IReadOnlyList<string?> StatusOfThreads(int processId, string field) =>
        [.. Directory.GetDirectories($"/proc/{processId}/task").Select(task => Field($"{task}/status", field)).OfType<string>()];

    /// <summary>When the process was started, in the system's ticks since its own start, as .NET writes it into names of files.</summary>
    public static string StartTime(int processId) => Statistics(processId)[19];

    /// <summary>
    /// Waits until the process has done nothing for a fifth of a second: what a client has hung up on may still be under way. At most ten
    /// seconds.
    /// </summary>
    public static async Task WaitForRestAsync(int processId, CancellationToken cancellationToken)
    {
        (string, string) last = default;
        for (int i = 0, still = 0; i < 200 && still < 4; i++)
        {
            string[] fields = Statistics(processId);
            (string, string) spent = (fields[11], fields[12]);
            still = spent == last ? still + 1 : 0;
            last = spent;
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
    }

    // From the third field on; the second, in brackets, may hold spaces.
    private static string[] Statistics(int processId)
    {
        string fields = File.ReadAllText($"/proc/{processId}/stat");
        return fields[(fields.LastIndexOf(')') + 2)..].Split(' ');
    }

    /// <summary>The memory that is resident, in bytes.</summary>
    public static long ResidentBytes(int processId) => Kilobytes(Status(processId, "VmRSS")) * 1024;

    /// <summary>The most memory that was resident, in bytes.</summary>
    public static long PeakBytes(int processId) => Kilobytes(Status(processId, "VmHWM")) * 1024;

    /// <summary>What the process caused to be sent to storage, in bytes; null when the system does not tell.</summary>
    public static long? StorageBytes(int processId) =>
        Field($"/proc/{processId}/io", "write_bytes") is { } bytes ? long.Parse(bytes, CultureInfo.InvariantCulture) : null;

    /// <summary>The soft and the hard limit on the size of a core dump, as the kernel prints them.</summary>
    public static (string Soft, string Hard) CoreLimit(int processId)
    {
        // Max core file size        0                    0                    bytes
        string line = File.ReadLines($"/proc/{processId}/limits").First(static line => line.StartsWith("Max core file size", StringComparison.Ordinal));
        string[] fields = line["Max core file size".Length..].Split(' ', Trimmed);
        return (fields[0], fields[1]);
    }

    /// <summary>The memory that is locked and that is left out of core dumps, in bytes; null when the system does not tell.</summary>
    public static long? LockedAndUndumpedBytes(int processId)
    {
        long bytes = 0, size = 0;
        foreach (string line in ReadLines($"/proc/{processId}/smaps"))
        {
            if (line.StartsWith("Size:", StringComparison.Ordinal))
            {
                size = Kilobytes(line["Size:".Length..]) * 1024;
            }
            else if (line.StartsWith("VmFlags:", StringComparison.Ordinal))
            {
                string[] flags = line.Split(' ', Trimmed);
                bytes += flags.Contains("lo") && flags.Contains("dd") ? size : 0;
            }
        }

        return size == 0 ? null : bytes;
    }

    /// <summary>The names of files that are open for writing, other than where it prints to, devices and anonymous memory.</summary>
    public static IReadOnlyList<string> OpenForWriting(int processId)
    {
        string folder = $"/proc/{processId}/fd";
        string?[] printed = [Target($"{folder}/1"), Target($"{folder}/2")];
        return [.. Directory.GetFiles(folder)
            .Select(descriptor => (Target: Target(descriptor), Number: Path.GetFileName(descriptor)))
            .Where(file => file.Target is { } target && IsFile(target) && !printed.Contains(target)
                && IsWritable($"/proc/{processId}/fdinfo/{file.Number}"))
            .Select(static file => file.Target!)];
    }

    // Null for what was closed since the folder was read.
    private static string? Target(string descriptor)
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.FullName;
        }
        catch (IOException)
        {
            return null;
        }
    }

    // Sockets, pipes and the like are "socket:[1]"; .NET takes them for paths beside the descriptor.
    private static bool IsFile(string target) =>
        !target.Contains(":[", StringComparison.Ordinal)
        && !target.StartsWith("/dev/", StringComparison.Ordinal)
        && !target.StartsWith("/proc/", StringComparison.Ordinal)
        && !target.StartsWith("/memfd:", StringComparison.Ordinal);

    private static bool IsWritable(string descriptorInfo)
    {
        const int AccessMode = 3;
        return Field(descriptorInfo, "flags") is { } flags && (Convert.ToInt32(flags, fromBase: 8) & AccessMode) != 0;
    }

    private static string? Field(string file, string name) => ReadLines(file)
        .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] == ':')
        .Select(line => line[(name.Length + 1)..].Trim())
        .FirstOrDefault();

    // Empty for what has ended or may not be read.
    private static string[] ReadLines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static long Kilobytes(string? text) =>
        text is null ? 0 : long.Parse(text.AsSpan(0, text.LastIndexOf(' ')).Trim(), NumberStyles.None, CultureInfo.InvariantCulture);
}
