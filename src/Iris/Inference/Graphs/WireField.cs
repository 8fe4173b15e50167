using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Iris.Inference.Graphs;

/// <summary>A field of a Protocol Buffers message: its number, and its content without and with what stands in front of it.</summary>
/// <param name="Number">The field's number.</param>
/// <param name="Kind">How the content is written.</param>
/// <param name="Content">The bytes of text, of a message or of packed numbers; the bytes of a single number.</param>
/// <param name="Whole">The field as it stands in the message.</param>
internal readonly record struct WireField(int Number, WireKind Kind, ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Whole)
{
    // A network has some hundred nodes and weights. Far more are not a network, and would take memory before anything is known of them.
    private const int MaxFields = 1 << 16;

    // Of a higher one other readers take the lower bits.
    private const int MaxNumber = (1 << 29) - 1;

    /// <summary>Takes a message apart.</summary>
    /// <returns>The fields in their order; null when it is malformed.</returns>
    public static List<WireField>? Read(ReadOnlyMemory<byte> message)
    {
        var fields = new List<WireField>();
        for (int at = 0; at < message.Length;)
        {
            if (fields.Count == MaxFields || !TryReadNext(message, ref at, out WireField field))
            {
                return null;
            }

            fields.Add(field);
        }

        return fields;
    }

    /// <summary>Reads the field of a message at a place, and moves on behind it.</summary>
    /// <returns>False where the message is malformed.</returns>
    public static bool TryReadNext(ReadOnlyMemory<byte> message, ref int at, out WireField field)
    {
        field = default;
        int start = at;
        if (!TryReadNumber(message.Span, ref at, out ulong key) || key >> 3 is 0 or > MaxNumber)
        {
            return false;
        }

        var kind = (WireKind)(key & 7);
        int content = at;
        switch (kind)
        {
            case WireKind.Number when TryReadNumber(message.Span, ref at, out _):
                break;
            case WireKind.EightBytes when message.Length - at >= 8:
                at += 8;
                break;
            case WireKind.FourBytes when message.Length - at >= 4:
                at += 4;
                break;
            case WireKind.Bytes when TryReadNumber(message.Span, ref at, out ulong length) && length <= (ulong)(message.Length - at):
                content = at;
                at += (int)length;
                break;
            default:
                return false;
        }

        field = new((int)(key >> 3), kind, message[content..at], message[start..at]);
        return true;
    }

    /// <summary>Reads text, of which there may be one.</summary>
    public bool TrySet(ref string? text)
    {
        if (Kind != WireKind.Bytes || text is not null || !Utf8.IsValid(Content.Span))
        {
            return false;
        }

        text = Encoding.UTF8.GetString(Content.Span);
        return true;
    }

    /// <summary>Reads a number, of which there may be one.</summary>
    public bool TrySet(ref long? number)
    {
        int at = 0;
        if (Kind != WireKind.Number || number is not null || !TryReadNumber(Content.Span, ref at, out ulong value))
        {
            return false;
        }

        number = (long)value;
        return true;
    }

    /// <summary>Reads bytes, of which there may be some once.</summary>
    public bool TrySet(ref ReadOnlyMemory<byte>? bytes)
    {
        if (Kind != WireKind.Bytes || bytes is not null)
        {
            return false;
        }

        bytes = Content;
        return true;
    }

    /// <summary>Reads one text of many.</summary>
    public bool TryAdd(List<string> texts)
    {
        string? text = null;
        if (!TrySet(ref text))
        {
            return false;
        }

        texts.Add(text!);
        return true;
    }

    /// <summary>Reads one number of many, or many in one field.</summary>
    public bool TryAdd(List<long> numbers)
    {
        if (Kind is not (WireKind.Number or WireKind.Bytes))
        {
            return false;
        }

        for (int at = 0; at < Content.Length;)
        {
            if (numbers.Count == MaxFields || !TryReadNumber(Content.Span, ref at, out ulong value))
            {
                return false;
            }

            numbers.Add((long)value);
        }

        return true;
    }

    /// <summary>Reads numbers of eight bytes each, such as raw data is made of.</summary>
    public static bool TryReadFixed(ReadOnlySpan<byte> bytes, Span<long> numbers)
    {
        if (bytes.Length != numbers.Length * sizeof(long))
        {
            return false;
        }

        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes[(i * sizeof(long))..]);
        }

        return true;
    }

    // Seven bits a byte, the lowest first; the highest bit says that there is more.
    private static bool TryReadNumber(ReadOnlySpan<byte> message, ref int at, out ulong value)
    {
        value = 0;
        for (int shift = 0; shift < 64 && at < message.Length; shift += 7)
        {
            byte next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return shift < 63 || next <= 1;
            }
        }

        return false;
    }
}

/// <summary>How the content of a <see cref="WireField"/> is written. Others exist, and no network has them.</summary>
internal enum WireKind
{
    Number = 0,
    EightBytes = 1,
    Bytes = 2,
    FourBytes = 5,
}
