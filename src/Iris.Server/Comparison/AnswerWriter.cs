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

    public static void Write(PipeWriter output, CompareRequest request, MatchList matches)
    {
        output.Write("{\"matches\":["u8);
        for (int i = 0; i < matches.Matches.Length; i++)
        {
            Match match = matches.Matches[i];
            output.Write(i == 0 ? "{\"name\":\""u8 : ",{\"name\":\""u8);
            WriteEscaped(output, request[request.People[match.Index].Name]);
            output.Write("\",\"probability\":"u8);
            Utf8Formatter.TryFormat(match.Probability, output.GetSpan(PieceBytes), out int digits);
            output.Advance(digits);
            output.Write("}"u8);
        }

        output.Write("]}"u8);
    }

    private static void WriteEscaped(PipeWriter output, ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            OperationStatus status = Encoder.EncodeUtf8(text, output.GetSpan(PieceBytes), out int read, out int written);
            output.Advance(written);
            text = text[read..];
            if (status is not (OperationStatus.Done or OperationStatus.DestinationTooSmall))
            {
                throw new InvalidOperationException("A name is not UTF-8, which its reader was to refuse.");
            }
        }
    }
}
