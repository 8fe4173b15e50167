using System.Text;

namespace Iris.Privacy.Tests;

/// <summary>
/// A span as it is sent to a collector, read from Protocol Buffers by the numbers of the fields in OpenTelemetry's trace.proto, common.proto and
/// resource.proto.
/// </summary>
/// <param name="TraceId">In hexadecimal.</param>
/// <param name="SpanId">In hexadecimal.</param>
/// <param name="ParentId">In hexadecimal, or empty.</param>
/// <param name="TraceState">What came along from elsewhere.</param>
/// <param name="Name">Its name.</param>
/// <param name="Attributes">Its attributes, as text.</param>
/// <param name="Nanoseconds">How long it took.</param>
internal sealed record OtlpSpan(
    string TraceId, string SpanId, string ParentId, string TraceState, string Name, IReadOnlyDictionary<string, string> Attributes, long Nanoseconds)
{
    /// <summary>The spans of a request to export, and the attributes of the program that they are of.</summary>
    public static (OtlpSpan[] Spans, IReadOnlyDictionary<string, string> Resource) Read(byte[] export)
    {
        ReadOnlyMemory<byte>[] resources = [.. Messages(export, 1)];
        return (
            [.. resources.SelectMany(resource => Messages(resource, 2)).SelectMany(scope => Messages(scope, 2)).Select(ReadSpan)],
            Pairs(resources.SelectMany(resource => Messages(resource, 1)).SelectMany(resource => Messages(resource, 1))));
    }

    private static OtlpSpan ReadSpan(ReadOnlyMemory<byte> span) => new(
        Hexadecimal(span, 1), Hexadecimal(span, 2), Hexadecimal(span, 4), Text(span, 3), Text(span, 5), Pairs(Messages(span, 9)), Time(span, 8) - Time(span, 7));

    private static Dictionary<string, string> Pairs(IEnumerable<ReadOnlyMemory<byte>> pairs) => pairs.ToDictionary(
        pair => Text(pair, 1), pair => Text(Messages(pair, 2).Single(), 1));

    private static string Text(ReadOnlyMemory<byte> message, int field) =>
        string.Concat(Messages(message, field).Select(text => Encoding.UTF8.GetString(text.Span)));

    private static string Hexadecimal(ReadOnlyMemory<byte> message, int field) =>
        string.Concat(Messages(message, field).Select(bytes => Convert.ToHexString(bytes.Span)));

    private static long Time(ReadOnlyMemory<byte> message, int field) =>
        Fields(message).Where(found => found.Field == field).Select(found => BitConverter.ToInt64(found.Value.Span)).Single();

    private static IEnumerable<ReadOnlyMemory<byte>> Messages(ReadOnlyMemory<byte> message, int field) =>
        Fields(message).Where(found => found.Field == field).Select(found => found.Value);

    private static IEnumerable<(int Field, ReadOnlyMemory<byte> Value)> Fields(ReadOnlyMemory<byte> message)
    {
        int at = 0;
        while (at < message.Length)
        {
            ulong key = Number();
            int length = (int)(key & 7) switch
            {
                0 => 0,
                1 => 8,
                2 => (int)Number(),
                5 => 4,
                _ => throw new InvalidDataException("No such wire type."),
            };
            if ((key & 7) == 0)
            {
                Number();
            }

            yield return ((int)(key >> 3), message.Slice(at, length));
            at += length;
        }

        ulong Number()
        {
            ulong number = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte part = message.Span[at++];
                number |= (ulong)(part & 0x7F) << shift;
                if (part < 0x80)
                {
                    return number;
                }
            }
        }
    }
}
