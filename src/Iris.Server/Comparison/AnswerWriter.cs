using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text.Encodings.Web;

namespace Iris.Server.Comparison;

/// <summary>
/// Writes the answer of <c>/compare</c> straight into the blocks that it is sent from, which are zeroed. <c>Utf8JsonWriter</c> would take
/// the escaped form of a longer name from the framework's shared arrays, and leave it there.
/// </summary>
internal static class AnswerWriter
{
    // Room for the longest escape of one character, and for a number. A pipe that is asked for more than a block takes a shared array too.
    private const int PieceBytes = 32;

    // Names are given back as they came: the answer is JSON, never part of a page.
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    // What may be written before it is sent: an answer that a client does not read must not pile up.
    private const int MaxUnsentBytes = 16 * 1024;

    /// <summary>Writes an answer, no faster than the client takes it.</summary>
    public static async Task WriteAsync(PipeWriter output, CompareRequest request, MatchList matches, CancellationToken cancellationToken)
    {
        output.Write("{\"matches\":["u8);
        int unsent = 0;
        for (int i = 0; i < matches.Count; i++)
        {
            unsent += Write(output, request, matches.Matches[i], isFirst: i == 0);
            if (unsent > MaxUnsentBytes)
            {
                unsent = 0;
                await output.FlushAsync(cancellationToken);
            }
        }

        output.Write("]}"u8);
        await output.FlushAsync(cancellationToken);
    }

    // Returns about how many bytes that were.
    private static int Write(PipeWriter output, CompareRequest request, Match match, bool isFirst)
    {
        output.Write(isFirst ? "{\"name\":\""u8 : ",{\"name\":\""u8);
        int written = WriteEscaped(output, request[request.People[match.Index].Name]);
        output.Write("\",\"probability\":"u8);
        Utf8Formatter.TryFormat(match.Probability, output.GetSpan(PieceBytes), out int digits);
        output.Advance(digits);
        output.Write("}"u8);
        return written + PieceBytes;
    }

    private static int WriteEscaped(PipeWriter output, ReadOnlySpan<byte> text)
    {
        int total = 0;
        while (!text.IsEmpty)
        {
            OperationStatus status = Encoder.EncodeUtf8(text, output.GetSpan(PieceBytes), out int read, out int written);
            output.Advance(written);
            total += written;
            text = text[read..];
            if (status is not (OperationStatus.Done or OperationStatus.DestinationTooSmall))
            {
                throw new InvalidOperationException("A name is not UTF-8, which its reader was to refuse.");
            }
        }

        return total;
    }
}
