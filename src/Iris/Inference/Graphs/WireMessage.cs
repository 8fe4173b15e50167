using System.Text;

namespace Iris.Inference.Graphs;

/// <summary>A Protocol Buffers message being written. What it is given is held, and copied once, when all of it is there.</summary>
internal sealed class WireMessage
{
    private readonly List<ReadOnlyMemory<byte>> _parts = [];

    public WireMessage()
    {
    }

    /// <summary>Begins with fields as they were read.</summary>
    public WireMessage(ReadOnlyMemory<byte> fields) => Add(fields);

    private long Length { get; set; }

    /// <summary>Writes a field, or several, as they were read.</summary>
    public void Add(ReadOnlyMemory<byte> whole)
    {
        _parts.Add(whole);
        Length += whole.Length;
    }

    /// <summary>Writes a number.</summary>
    public void Add(int field, long value) => AddNumbers(field, WireKind.Number, (ulong)value);

    /// <summary>Writes text.</summary>
    public void Add(int field, string text) => Add(field, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes bytes.</summary>
    public void Add(int field, ReadOnlyMemory<byte> bytes)
    {
        AddNumbers(field, WireKind.Bytes, (ulong)bytes.Length);
        Add(bytes);
    }

    /// <summary>Writes a message.</summary>
    public void Add(int field, WireMessage message)
    {
        AddNumbers(field, WireKind.Bytes, (ulong)message.Length);
        _parts.AddRange(message._parts);
        Length += message.Length;
    }

    /// <summary>The message; null when it is longer than a message can be.</summary>
    public byte[]? ToArray()
    {
        if (Length > Array.MaxLength)
        {
            return null;
        }

        byte[] message = GC.AllocateUninitializedArray<byte>((int)Length);
        int at = 0;
        foreach (ReadOnlyMemory<byte> part in _parts)
        {
            part.CopyTo(message.AsMemory(at));
            at += part.Length;
        }

        return message;
    }

    // What a field begins with: its number and kind, then a number that is its content or says how long that is.
    private void AddNumbers(int field, WireKind kind, ulong value)
    {
        Span<byte> bytes = stackalloc byte[20];
        int length = Put(bytes, 0, ((ulong)field << 3) | (ulong)kind);
        length = Put(bytes, length, value);
        Add(bytes[..length].ToArray());
    }

    private static int Put(Span<byte> bytes, int at, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            bytes[at++] = (byte)(value | 0x80);
        }

        bytes[at++] = (byte)value;
        return at;
    }
}
