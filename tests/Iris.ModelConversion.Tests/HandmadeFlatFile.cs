using System.Buffers.Binary;

namespace Iris.ModelConversion.Tests;

/// <summary>
/// Writes a FlatBuffers file. A table is an array of its fields: null where one is absent, a number, a row of bytes or of numbers, a table, or a
/// row of tables. Every field takes four bytes.
/// </summary>
internal sealed class HandmadeFlatFile
{
    private readonly List<byte> _bytes = [];

    /// <summary>The file whose root is a table.</summary>
    /// <param name="identifier">Four letters that say what kind of file it is.</param>
    /// <param name="root">The table.</param>
    public static byte[] Of(string identifier, object?[] root)
    {
        var file = new HandmadeFlatFile();
        file.Number(0);
        file._bytes.AddRange(System.Text.Encoding.ASCII.GetBytes(identifier));
        file.Point(0, file.Write(root));
        return [.. file._bytes];
    }

    // Returns where it is.
    private int Write(object value)
    {
        switch (value)
        {
            case object?[][] tables:
                int row = Number(tables.Length);
                int[] places = [.. tables.Select(_ => Number(0))];
                foreach ((object?[] table, int place) in tables.Zip(places))
                {
                    Point(place, Write(table));
                }

                return row;
            case byte[] bytes:
                int text = Number(bytes.Length);
                _bytes.AddRange(bytes);
                while (_bytes.Count % 4 != 0)
                {
                    _bytes.Add(0);
                }

                return text;
            case int[] numbers:
                int first = Number(numbers.Length);
                Array.ForEach(numbers, number => Number(number));
                return first;
            case object?[] table:
                return WriteTable(table);
            default:
                throw new ArgumentException("Not a field of a table.", nameof(value));
        }
    }

    private int WriteTable(object?[] fields)
    {
        // The list of fields, rounded to whole numbers of four bytes, stands directly before the table.
        int list = _bytes.Count, length = 4 + (2 * fields.Length), distance = 4;
        Short(length);
        Short(4 + (4 * fields.Count(field => field is not null)));
        foreach (object? field in fields)
        {
            Short(field is null ? 0 : distance);
            distance += field is null ? 0 : 4;
        }

        if (_bytes.Count % 4 != 0)
        {
            Short(0);
        }

        int table = _bytes.Count;
        Number(table - list);
        (object Field, int Place)[] places = [.. fields.OfType<object>().Select(field => (field, Number(field is int number ? number : 0)))];
        foreach ((object field, int place) in places.Where(place => place.Field is not int))
        {
            Point(place, Write(field));
        }

        return table;
    }

    private int Number(int number)
    {
        int place = _bytes.Count;
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        _bytes.AddRange(bytes);
        return place;
    }

    private void Short(int number)
    {
        _bytes.Add((byte)number);
        _bytes.Add((byte)(number >> 8));
    }

    private void Point(int place, int target)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, target - place);
        for (int i = 0; i < 4; i++)
        {
            _bytes[place + i] = bytes[i];
        }
    }
}
