using System.Globalization;

namespace Iris.Cli.Verification;

/// <summary>Looks for bytes in all readable memory of a process, through Linux's <c>/proc</c>.</summary>
internal static class MemoryScanner
{
    private const int ChunkBytes = 4 * 1024 * 1024;

    /// <summary>Looks for byte strings.</summary>
    /// <param name="processId">The process: a child of this one, or any of the same user where the system allows that.</param>
    /// <param name="canaries">What to look for, by name.</param>
    public static MemoryScan Scan(int processId, IReadOnlyDictionary<string, byte[]> canaries)
    {
        int overlap = canaries.Values.Max(canary => canary.Length) - 1;
        byte[] chunk = new byte[ChunkBytes + overlap];
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
                int wanted = (int)Math.Min(chunk.Length, end - at);
                int read;
                try
                {
                    read = RandomAccess.Read(memory, chunk.AsSpan(0, wanted), at);
                }
                catch (IOException)
                {
                    // Gone since the map was read, or of a device.
                    break;
                }

                scanned += Math.Min(read, ChunkBytes);
                foreach ((string canary, byte[] bytes) in canaries)
                {
                    Find(chunk.AsSpan(0, read), canary, bytes, at, $"{fields[1]} {name}", hits);
                }
            }
        }

        return new(scanned, hits);
    }

    private static void Find(ReadOnlySpan<byte> chunk, string canary, byte[] bytes, long start, string region, List<MemoryHit> hits)
    {
        for (int from = 0, index; (index = chunk[from..].IndexOf(bytes)) >= 0; from += index + 1)
        {
            // What begins in the overlap is found again in the next chunk.
            if (from + index < ChunkBytes)
            {
                hits.Add(new(canary, start + from + index, region));
            }
        }
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
