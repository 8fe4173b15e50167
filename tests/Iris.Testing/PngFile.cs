using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Iris.Testing;

/// <summary>Writes the kinds of PNG that ordinary encoders do not offer: palettes, announced sizes without pixels (RFC 2083).</summary>
public static class PngFile
{
    private const byte PaletteColour = 3;

    /// <summary>A picture of 256 colours at most.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="indices">The palette index of each pixel.</param>
    /// <param name="palette">Red, green and blue of each colour.</param>
    public static byte[] WithPalette(int width, byte[] indices, byte[] palette)
    {
        int height = indices.Length / width;
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (int y = 0; y < height; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(indices, y * width, width);
            }
        }

        return [.. Signature, .. Header(width, height, PaletteColour), .. Chunk("PLTE", palette), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    /// <summary>A file whose header announces a size, followed by next to no pixels.</summary>
    public static byte[] Announcing(int width, int height)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(new byte[64]);
        }

        return [.. Signature, .. Header(width, height, 2), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private static byte[] Header(int width, int height, byte colourType)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = colourType;
        return Chunk("IHDR", header);
    }

    private static byte[] Chunk(string type, byte[] content)
    {
        byte[] chunk = new byte[content.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        content.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc32(chunk.AsSpan(4, content.Length + 4)));
        return chunk;
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }
}
