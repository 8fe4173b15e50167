using System.Buffers.Binary;
using Iris.Imaging;
using Iris.Memory;

namespace Iris.Fuzz;

/// <summary>
/// Decodes the pictures that it is sent, and says what each decode was counted at and what it took: in a process that does nothing else, so that the
/// resident memory tells.
/// </summary>
internal static unsafe class DecodeMeasurement
{
    // Whatever the sizes: what is measured is whether the count is true, not whether it is within a limit.
    private static readonly PictureLimits Limits = new() { MaxDecodeBytes = 2_000_000_000 };

    /// <summary>
    /// Reads files, each behind its length, and writes a line for each decode: the reduction, 0 for a decode and a finer one as the engine makes
    /// them, what it was counted at, what it took, in bytes, and the outcome.
    /// </summary>
    /// <param name="input">The files.</param>
    /// <param name="output">The lines.</param>
    public static void Run(Stream input, TextWriter output)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        while (input.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) == length.Length)
        {
            using var file = new SensitiveBuffer<byte>(BinaryPrimitives.ReadInt32LittleEndian(length));
            input.ReadExactly(file.Span);
            foreach (int reduction in (ReadOnlySpan<int>)[8, 4, 2, 1, 0])
            {
                output.WriteLine(Measure(file, reduction));
            }

            output.Flush();
        }
    }

    private static string Measure(SensitiveBuffer<byte> file, int reduction)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        NativeHeap.Trim();
        var peak = PeakMemory.Begin();
        EncodedPicture? encoded = EncodedPicture.Open((byte*)file.Address, file.Length, Limits, CancellationToken.None, out PictureOutcome refusal);
        if (encoded is null)
        {
            return $"{reduction} 0 {peak.Bytes} {refusal}";
        }

        long counted = reduction == 0 ? encoded.MemoryBytes : encoded.MemoryOf(reduction);
        using Picture? first = encoded.Decode(reduction == 0 ? encoded.PreferredReduction : reduction);

        // What the pool keeps for the next picture is bounded by itself, and not counted.
        SensitiveMemory.Trim();
        using Picture? finer = reduction == 0 && encoded.PreferredReduction > 1 ? encoded.Decode(1) : null;
        return $"{reduction} {counted} {peak.Bytes} {(first is null ? PictureOutcome.Unreadable : PictureOutcome.NoFace)}";
    }
}
