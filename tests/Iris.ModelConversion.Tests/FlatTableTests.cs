using Iris.ModelConversion.TensorFlowLite;

namespace Iris.ModelConversion.Tests;

public sealed class FlatTableTests
{
    private static readonly byte[] File = HandmadeFlatFile.Of("TEST", [7, null, "name"u8.ToArray(), (int[])[1, -2, 3], (object?[])[11], (object?[][])[[21], [22, 23]]]);

    [Fact]
    public void A_table_is_read_field_by_field()
    {
        var table = FlatTable.Root(File);

        Assert.Equal(7, table.Integer(0));
        Assert.Equal(7, table.Byte(0));
        Assert.Equal("name", table.Text(2));
        Assert.Equal([1, -2, 3], table.Integers(3));
        Assert.Equal(11, table.Table(4)!.Integer(0));
        Assert.Equal([21, 22], table.Tables(5).Select(each => each.Integer(0)));
        Assert.Equal([0, 23], table.Tables(5).Select(each => each.Integer(1)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(1000)]
    public void A_field_that_is_absent_has_what_stands_for_it(int field)
    {
        var table = FlatTable.Root(File);

        Assert.Equal(5, table.Integer(field, absent: 5));
        Assert.Equal(6, table.Byte(field, absent: 6));
        Assert.Equal("", table.Text(field));
        Assert.Empty(table.Integers(field));
        Assert.Null(table.Table(field));
        Assert.Empty(table.Tables(field));
    }

    [Fact]
    public void A_file_that_is_cut_short_anywhere_is_told()
    {
        // The last field is the last in the file: without its end, something of it is missing.
        for (int length = 0; length < File.Length; length++)
        {
            Assert.Throws<ConversionException>(() => ReadAll(File.AsMemory(0, length)));
        }
    }

    [Fact]
    public void Whatever_byte_is_changed_nothing_beyond_the_file_is_read()
    {
        int told = 0;
        for (int at = 0; at < File.Length; at++)
        {
            foreach (byte change in (byte[])[0x01, 0x10, 0x80, 0xFF])
            {
                byte[] changed = [.. File];
                changed[at] ^= change;
                try
                {
                    ReadAll(changed);
                }
                catch (ConversionException)
                {
                    told++;
                }
            }
        }

        Assert.NotEqual(0, told);
    }

    private static void ReadAll(ReadOnlyMemory<byte> file)
    {
        var table = FlatTable.Root(file);
        _ = table.Integer(0);
        _ = table.Text(2);
        _ = table.Integers(3);
        _ = table.Table(4)?.Integer(0);
        _ = table.Tables(5).Sum(each => each.Integer(0) + each.Integer(1));
    }
}
