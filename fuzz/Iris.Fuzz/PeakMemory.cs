using System.Buffers.Text;
using Iris.Memory;

namespace Iris.Fuzz;

/// <summary>
/// How much resident memory the process has needed at most since a moment: what a codec takes of the C library's heap is in it, which no counter of
/// Iris's sees. Linux only. Not thread-safe.
/// </summary>
internal sealed class PeakMemory
{
    /// <summary>
    /// What a process needs beside what a decode is counted at: code that runs for the first time, the managed heap.
    /// </summary>
    public const long NoiseBytes = 4 * 1024 * 1024;

    private const int MaxStatusBytes = 8 * 1024;

    // Sets the process's peak to what it has now: Linux's documentation of /proc, clear_refs. What getrusage tells has the peak of the parent in it.
    private static readonly byte[] ResetPeak = [(byte)'5'];

    private PeakMemory(long before) => Before = before;

    /// <summary>The most since the beginning, less what there was then.</summary>
    public long Bytes => ReadPeak() - Before;

    private long Before { get; }

    /// <summary>Begins to measure.</summary>
    public static PeakMemory Begin()
    {
        // As the server does: a large block that the C library kept would hide the next one.
        NativeHeap.ReturnLargeBlocks();
        SensitiveMemory.Trim();
        using (var file = new FileStream("/proc/self/clear_refs", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
        {
            file.Write(ResetPeak);
        }

        return new(ReadPeak());
    }

    // VmHWM:	  123456 kB
    private static long ReadPeak()
    {
        Span<byte> buffer = stackalloc byte[MaxStatusBytes];
        using var file = new FileStream("/proc/self/status", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        ReadOnlySpan<byte> status = buffer[..file.Read(buffer)];
        ReadOnlySpan<byte> name = "VmHWM:"u8;
        ReadOnlySpan<byte> value = status[(status.IndexOf(name) + name.Length)..].TrimStart(" \t"u8);
        return Utf8Parser.TryParse(value, out long kilobytes, out _)
            ? kilobytes * 1024
            : throw new InvalidOperationException("The system does not tell the peak of resident memory.");
    }
}
