using System.Buffers.Binary;

namespace Iris.Testing;

/// <summary>Writes the kinds of BMP that there are, from levels of grey or, where only the header matters, from nothing.</summary>
public static class BmpFile
{
    private const int FileHeaderBytes = 14;

    /// <summary>A file with a header of 40 bytes.</summary>
    /// <param name="width">The width that it announces.</param>
    /// <param name="height">The height; negative for rows from top to bottom.</param>
    /// <param name="bits">Bits a pixel.</param>
    /// <param name="compression">0 none, 1 RLE8, 2 RLE4, 3 bit fields, 4 JPEG, 5 PNG.</param>
    /// <param name="pixels">What follows the header and the palette.</param>
    /// <param name="palette">Blue, green, red and nothing of each colour; the bit fields.</param>
    public static byte[] Of(int width, int height, short bits, int compression, byte[] pixels, byte[]? palette = null)
    {
        byte[] header = new byte[40];
        BinaryPrimitives.WriteInt32LittleEndian(header, header.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), width);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), height);
        header[12] = 1;
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(14), bits);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), compression);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(20), pixels.Length);
        if (bits <= 8)
        {
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(32), (palette?.Length ?? 0) / 4);
        }

        return Join(header, palette ?? [], pixels);
    }

    /// <summary>A file of OS/2, whose header has 12 bytes and whose colours have three.</summary>
    /// <param name="width">The width.</param>
    /// <param name="height">The height.</param>
    /// <param name="pixels">Palette indices, rows from bottom to top, each padded to 4 bytes.</param>
    /// <param name="palette">Blue, green and red of each colour.</param>
    /// <param name="bits">Bits a pixel.</param>
    public static byte[] Os2(short width, short height, byte[] pixels, byte[] palette, short bits = 8)
    {
        byte[] header = new byte[12];
        header[0] = 12;
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(4), width);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(6), height);
        header[8] = 1;
        header[10] = (byte)bits;
        return Join(header, palette, pixels);
    }

    /// <summary>A file with a header of any length, of 32 bits a pixel with blue in the lowest byte if nothing else is said.</summary>
    /// <param name="length">The header's length: 16 or more.</param>
    /// <param name="width">The width.</param>
    /// <param name="height">The height.</param>
    /// <param name="compression">As <see cref="Of"/> takes it.</param>
    /// <param name="pixels">The rows.</param>
    /// <param name="bits">Bits a pixel.</param>
    /// <param name="opacityMask">Which bits of a pixel's highest byte are its opacity.</param>
    public static byte[] WithHeader(int length, int width, int height, int compression, byte[] pixels, short bits = 32, byte opacityMask = 0)
    {
        // Every field that any header has; those that one does not are cut off.
        byte[] header = new byte[Math.Max(length, 56)];
        BinaryPrimitives.WriteInt32LittleEndian(header, length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), width);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), height);
        header[12] = 1;
        header[14] = (byte)bits;
        header[16] = (byte)compression;
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(20), pixels.Length);
        if (compression == 3)
        {
            (header[42], header[45], header[48], header[55]) = (0xFF, 0xFF, 0xFF, opacityMask);
        }

        return Join(header[..length], [], pixels);
    }

    /// <summary>A palette of as many even levels of grey.</summary>
    /// <param name="levels">How many: 2 to 256.</param>
    /// <param name="bytesPerColour">4, or 3 for OS/2.</param>
    public static byte[] GreyPalette(int levels, int bytesPerColour = 4) =>
        [.. Enumerable.Range(0, levels).SelectMany(i =>
        {
            byte level = (byte)(i * 255 / (levels - 1));
            byte[] colour = [level, level, level, 0];
            return colour[..bytesPerColour];
        })];

    private static byte[] Join(byte[] header, byte[] palette, byte[] pixels)
    {
        byte[] file = [(byte)'B', (byte)'M', .. new byte[FileHeaderBytes - 2], .. header, .. palette, .. pixels];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), FileHeaderBytes + header.Length + palette.Length);
        return file;
    }
}
