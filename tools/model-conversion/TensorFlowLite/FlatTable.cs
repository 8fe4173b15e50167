using System.Buffers.Binary;
using System.Text;

namespace Iris.ModelConversion.TensorFlowLite;

/// <summary>
/// A table of a FlatBuffers file: fields by number, each of which may be absent. A table begins with how far before it a list stands that says
/// where each field is; texts, rows and tables are elsewhere, and the field says how far ahead.
/// </summary>
internal sealed class FlatTable
{
    private const int WordSize = 4;
    private const int ShortSize = 2;

    private readonly ReadOnlyMemory<byte> _file;
    private readonly int _start;
    private readonly int _list;

    private FlatTable(ReadOnlyMemory<byte> file, long start)
    {
        _file = file;
        _start = Checked(start, WordSize);
        _list = Checked((long)_start - Word(_start), ShortSize);
    }

    /// <summary>The table that a file begins with.</summary>
    /// <exception cref="ConversionException">The file is too short, or is none.</exception>
    public static FlatTable Root(ReadOnlyMemory<byte> file) => file.Length < WordSize
        ? throw Damaged()
        : new(file, BinaryPrimitives.ReadUInt32LittleEndian(file.Span));

    /// <summary>A number of one byte.</summary>
    public int Byte(int field, int absent = 0) => Find(field) is { } at ? _file.Span[Checked(at, 1)] : absent;

    /// <summary>A number of four bytes.</summary>
    public int Integer(int field, int absent = 0) => Find(field) is { } at ? Word(at) : absent;

    /// <summary>A text; empty where there is none.</summary>
    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field).Span);

    /// <summary>A row of bytes; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Bytes(int field) => Row(field, size: 1) is var (at, count) ? _file.Slice(at, count) : default;

    /// <summary>A row of numbers of four bytes each; empty where there is none.</summary>
    public int[] Integers(int field) => [.. Words(field).Select(Word)];

    /// <summary>A table; null where there is none.</summary>
    public FlatTable? Table(int field) => Find(field) is { } at ? new(_file, Ahead(at)) : null;

    /// <summary>A row of tables; empty where there is none.</summary>
    public FlatTable[] Tables(int field) => [.. Words(field).Select(at => new FlatTable(_file, Ahead(at)))];

    private IEnumerable<int> Words(int field) =>
        Row(field, WordSize) is var (at, count) ? Enumerable.Range(0, count).Select(i => at + (i * WordSize)) : [];

    // Where a row's elements begin, and how many there are.
    private (int At, int Count)? Row(int field, int size)
    {
        if (Find(field) is not { } at)
        {
            return null;
        }

        long start = Ahead(at);
        int count = Word(start);
        return count < 0 ? throw Damaged() : (Checked(start + WordSize, (long)count * size), count);
    }

    // The list's length in bytes, the table's, and then a distance from the table's start for each field, zero where it is absent.
    private int? Find(int field)
    {
        int entry = ShortSize * (2 + field);
        if (entry + ShortSize > Short(_list))
        {
            return null;
        }

        int distance = Short(_list + entry);
        return distance == 0 ? null : _start + distance;
    }

    private long Ahead(int at) => (long)at + (uint)Word(at);

    private int Word(long at) => BinaryPrimitives.ReadInt32LittleEndian(_file.Span[Checked(at, WordSize)..]);

    private int Word(int at) => Word((long)at);

    private int Short(long at) => BinaryPrimitives.ReadUInt16LittleEndian(_file.Span[Checked(at, ShortSize)..]);

    private int Checked(long at, long length) => at >= 0 && at + length <= _file.Length ? (int)at : throw Damaged();

    private static ConversionException Damaged() => new("The network is not a FlatBuffers file, or is cut short.");
}
