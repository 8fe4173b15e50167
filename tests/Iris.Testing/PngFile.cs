using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Iris.Testing.Kinds;

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

    /// <summary>A picture of any kind that the format has.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="depth">Bits a sample: 1, 2, 4, 8 or 16.</param>
    /// <param name="colourType">0 grey, 2 colours, 3 palette, 4 grey and opacity, 6 colours and opacity.</param>
    /// <param name="row">Writes the samples of a row, packed as the format has it.</param>
    /// <param name="before">Chunks before the pixels.</param>
    public static byte[] Of(int width, int height, byte depth, byte colourType, Func<int, byte[]> row, params byte[][] before)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (int y = 0; y < height; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(row(y));
            }
        }

        return
        [
            .. Signature, .. Header(width, height, colourType, depth), .. before.SelectMany(chunk => chunk), .. Chunk("IDAT", packed.ToArray()),
            .. Chunk("IEND", []),
        ];
    }

    /// <summary>The same file with more chunks behind its header.</summary>
    /// <param name="png">A PNG file.</param>
    /// <param name="chunks">What <see cref="Chunk"/> made.</param>
    public static byte[] With(byte[] png, params byte[][] chunks)
    {
        const int HeaderEnd = 8 + 12 + 13;
        using var file = new MemoryStream();
        file.Write(png.AsSpan(0, HeaderEnd));
        Array.ForEach(chunks, chunk => file.Write(chunk));
        file.Write(png.AsSpan(HeaderEnd));
        return file.ToArray();
    }

    /// <summary>The same file with a chunk before its header.</summary>
    /// <param name="png">A PNG file.</param>
    /// <param name="chunk">What <see cref="Chunk"/> made.</param>
    public static byte[] WithFirst(byte[] png, byte[] chunk) => [.. Signature, .. chunk, .. png.AsSpan(Signature.Length)];

    /// <summary>A picture in seven passes (Adam7): each has the pixels of a grid, as rows of its own.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="depth">Bits a sample.</param>
    /// <param name="colourType">As <see cref="Of"/> takes it.</param>
    /// <param name="rows">Writes the rows of a pass, given as a picture.</param>
    public static byte[] Interlaced(GreyPicture picture, byte depth, byte colourType, Func<GreyPicture, Func<int, byte[]>> rows)
    {
        ReadOnlySpan<(int X, int Y, int StepX, int StepY)> passes =
            [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach ((int firstX, int firstY, int stepX, int stepY) in passes)
            {
                int width = (picture.Width - firstX + stepX - 1) / stepX, height = (picture.Height - firstY + stepY - 1) / stepY;
                byte[] levels = new byte[width * height];
                for (int i = 0; i < levels.Length; i++)
                {
                    levels[i] = picture.Levels[((firstY + (i / width * stepY)) * picture.Width) + firstX + (i % width * stepX)];
                }

                Func<int, byte[]> row = rows(new(width, levels));
                for (int y = 0; y < height; y++)
                {
                    zlib.WriteByte(0);
                    zlib.Write(row(y));
                }
            }
        }

        return
        [
            .. Signature, .. Header(picture.Width, picture.Height, colourType, depth, isInterlaced: true), .. Chunk("IDAT", packed.ToArray()),
            .. Chunk("IEND", []),
        ];
    }

    /// <summary>Bytes that unpack to many zeros.</summary>
    /// <param name="prefix">What precedes the compressed part.</param>
    /// <param name="zeros">How many.</param>
    public static byte[] Bomb(ReadOnlySpan<byte> prefix, int zeros)
    {
        using var packed = new MemoryStream();
        packed.Write(prefix);
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            byte[] block = new byte[1_000_000];
            for (int i = 0; i < zeros; i += block.Length)
            {
                zlib.Write(block);
            }
        }

        return packed.ToArray();
    }

    /// <summary>A file whose header announces a size, followed by next to no pixels.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="depth">Bits a sample.</param>
    /// <param name="isInterlaced">Whether its pixels are said to be interlaced.</param>
    public static byte[] Announcing(int width, int height, byte depth = 8, bool isInterlaced = false)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(new byte[64]);
        }

        return [.. Signature, .. Header(width, height, 2, depth, isInterlaced), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private static byte[] Header(int width, int height, byte colourType, byte depth = 8, bool isInterlaced = false)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = depth;
        header[9] = colourType;
        header[12] = isInterlaced ? (byte)1 : (byte)0;
        return Chunk("IHDR", header);
    }

    /// <summary>A chunk with its length and its checksum.</summary>
    /// <param name="type">Its name, four letters.</param>
    /// <param name="content">Its content.</param>
    public static byte[] Chunk(string type, byte[] content)
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
