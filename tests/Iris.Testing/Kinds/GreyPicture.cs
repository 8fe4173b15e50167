namespace Iris.Testing.Kinds;

/// <summary>A grey picture to write in every kind of every format.</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Levels">The level of each pixel, row by row.</param>
public sealed record GreyPicture(int Width, byte[] Levels)
{
    private const int Period = 256;

    /// <summary>Rows.</summary>
    public int Height => Levels.Length / Width;

    /// <summary>A picture in which no row and no column is of one level.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    public static GreyPicture Sloping(int width, int height)
    {
        byte[] levels = new byte[width * height];
        byte[] slope = [.. Enumerable.Range(0, width + Period).Select(x => (byte)(x / 2))];
        for (int y = 0; y < height; y++)
        {
            slope.AsSpan(y % Period, width).CopyTo(levels.AsSpan(y * width));
        }

        return new(width, levels);
    }

    /// <summary>The levels of a row.</summary>
    public ReadOnlySpan<byte> Row(int y) => Levels.AsSpan(y * Width, Width);

    /// <summary>A row whose pixels have so many bytes each.</summary>
    /// <param name="y">The row.</param>
    /// <param name="bytes">The bytes of a pixel.</param>
    /// <param name="write">Writes a pixel of a level.</param>
    public byte[] Spread(int y, int bytes, Action<byte, Span<byte>> write)
    {
        byte[] row = new byte[Width * bytes];
        ReadOnlySpan<byte> levels = Row(y);
        for (int x = 0; x < levels.Length; x++)
        {
            write(levels[x], row.AsSpan(x * bytes, bytes));
        }

        return row;
    }

    /// <summary>A row in which the upper bits of each level stand side by side.</summary>
    /// <param name="y">The row.</param>
    /// <param name="bits">How many of each: 1, 2, 4 or 8.</param>
    public byte[] Packed(int y, int bits)
    {
        byte[] packed = new byte[((Width * bits) + 7) / 8];
        ReadOnlySpan<byte> levels = Row(y);
        for (int x = 0; x < levels.Length; x++)
        {
            packed[x * bits / 8] |= (byte)(levels[x] >> (8 - bits) << (8 - bits - (x * bits % 8)));
        }

        return packed;
    }
}
