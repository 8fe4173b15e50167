using System.Globalization;

namespace Iris.Cli.Verification;

/// <summary>Looks for bytes in all readable memory of a process, through Linux's <c>/proc</c>.</summary>
internal static class MemoryScanner
{
    private const int ChunkBytes = 4 * 1024 * 1024;

    /// <summary>Looks for byte strings, each of at least <see cref="CanarySet.MinBytes"/>.</summary>
    /// <param name="processId">The process: a child of this one, or any of the same user where the system allows that.</param>
    /// <param name="canaries">What to look for, by name.</param>
    /// <exception cref="UnauthorizedAccessException">The system does not let this process read the other's memory.</exception>
    public static MemoryScan Scan(int processId, IReadOnlyDictionary<string, byte[]> canaries)
    {
        var set = new CanarySet(canaries);
        byte[] chunk = new byte[ChunkBytes + set.MaxBytes];
        var hits = new List<MemoryHit>();
        long scanned = 0;
        using var memory = File.OpenHandle($"/proc/{processId}/mem");
        foreach (string line in File.ReadAllLines($"/proc/{processId}/maps"))
        {
            // 7f0000000000-7f0000001000 rw-p 00000000 00:00 0    [heap]
            string[] fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            string name = fields.Length > 5 ? fields[5].Trim() : "anonymous";
            if (fields[1][0] != 'r' || name.StartsWith("[v", StringComparison.Ordinal))
            {
                continue;
            }

            string[] range = fields[0].Split('-');
            long start = long.Parse(range[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            long end = long.Parse(range[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            for (long at = start; at < end; at += ChunkBytes)
            {
                // From a little before, for what lies across the border.
                long from = Math.Max(start, at - set.MaxBytes);
                int wanted = (int)(Math.Min(end, at + ChunkBytes) - from);
                int read;
                try
                {
                    read = RandomAccess.Read(memory, chunk.AsSpan(0, wanted), from);
                }
                catch (IOException)
                {
                    // Gone since the map was read, or of a device.
                    break;
                }

                scanned += Math.Max(0, read - (at - from));
                set.Find(chunk.AsSpan(0, read), alreadySeen: (int)(at - from), (canary, index) =>
                    hits.Add(new(canary, from + index, $"{fields[1]} {name}")));
            }
        }

        return new(scanned, hits);
    }
}

/// <summary>The outcome of a scan.</summary>
/// <param name="BytesScanned">How much memory was looked at.</param>
/// <param name="Hits">What was found.</param>
internal sealed record MemoryScan(long BytesScanned, IReadOnlyList<MemoryHit> Hits);

/// <summary>A canary that was found.</summary>
/// <param name="Canary">Its name.</param>
/// <param name="Address">Where.</param>
/// <param name="Region">In what kind of memory.</param>
internal sealed record MemoryHit(string Canary, long Address, string Region);
