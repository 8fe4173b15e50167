using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Iris.Imaging;

/// <summary>Turns a row of a BMP file into pixels.</summary>
internal static class BmpRows
{
    // Blue, green and red, then the next pixel; what is out of range becomes zero.
    private static Vector128<byte> Three => Vector128.Create((byte)2, 1, 0, 255, 5, 4, 3, 255, 8, 7, 6, 255, 11, 10, 9, 255);

    private static Vector128<byte> Four => Vector128.Create((byte)2, 1, 0, 255, 6, 5, 4, 255, 10, 9, 8, 255, 14, 13, 12, 255);

    private static Vector128<byte> Opaque => Vector128.Create(0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255).AsByte();

    /// <summary>The bytes of a row, padded to four.</summary>
    /// <param name="width">Pixels.</param>
    /// <param name="bits">Bits a pixel.</param>
    public static long Stride(int width, int bits) => (((long)width * bits) + 31) / 32 * 4;

    /// <summary>Indices of 1, 4 or 8 bits, the highest of each byte first.</summary>
    public static void FromIndices(ReadOnlySpan<byte> from, int bits, Span<byte> row, ref Palette palette)
    {
        Span<uint> to = MemoryMarshal.Cast<byte, uint>(row);
        if (bits == 8)
        {
            // Both conditions spare a check of each access.
            for (int i = 0; i < to.Length && i < from.Length; i++)
            {
                to[i] = palette[from[i]];
            }

            return;
        }

        int perByte = 8 / bits, mask = (1 << bits) - 1;
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = palette[(byte)((from[i / perByte] >> (8 - bits - (i % perByte * bits))) & mask)];
        }
    }

    /// <summary>Blue, green and red in a byte each, perhaps with another one.</summary>
    /// <param name="from">The row of the file.</param>
    /// <param name="bytes">The bytes of a pixel: 3 or 4.</param>
    /// <param name="row">The pixels.</param>
    public static void FromColours(ReadOnlySpan<byte> from, int bytes, Span<byte> row)
    {
        // Four pixels at a time, of which 12 or 16 bytes are used.
        Vector128<byte> order = bytes == 3 ? Three : Four;
        while (row.Length >= Vector128<byte>.Count && from.Length >= Vector128<byte>.Count)
        {
            (Vector128.Shuffle(Vector128.Create(from), order) | Opaque).CopyTo(row);
            from = from[(4 * bytes)..];
            row = row[Vector128<byte>.Count..];
        }

        for (; row.Length >= Picture.BytesPerPixel; row = row[Picture.BytesPerPixel..], from = from[bytes..])
        {
            (row[0], row[1], row[2], row[3]) = (from[2], from[1], from[0], byte.MaxValue);
        }
    }

    /// <summary>Pixels of 16 or 32 bits whose parts are bit fields.</summary>
    public static void FromBitFields(ReadOnlySpan<byte> from, int bits, Span<byte> row, ref BmpParts parts)
    {
        int bytes = bits / 8;
        for (int i = 0; i < row.Length; i += Picture.BytesPerPixel, from = from[bytes..])
        {
            uint pixel = bits == 16 ? BinaryPrimitives.ReadUInt16LittleEndian(from) : BinaryPrimitives.ReadUInt32LittleEndian(from);
            Span<byte> to = row.Slice(i, Picture.BytesPerPixel);
            (to[0], to[1], to[2], to[3]) = (parts.Red.Read(pixel), parts.Green.Read(pixel), parts.Blue.Read(pixel), parts.Opacity.Read(pixel));
        }
    }
}
