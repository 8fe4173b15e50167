namespace Iris.Testing;

/// <summary>Writes GIF files of 256 levels of grey, one frame or more (GIF89a), without compressing them.</summary>
public static class GifFile
{
    private const int MinCodeSize = 8;
    private const int CodeBits = MinCodeSize + 1;
    private const int ClearCode = 1 << MinCodeSize;
    private const int EndCode = ClearCode + 1;

    // A clear code this often keeps the decoder's table small enough for codes of 9 bits throughout.
    private const int PixelsPerClear = 250;

    private const int MaxBlock = 255;

    /// <summary>A file whose frames are all of one size.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="frames">The level of grey of each pixel of each frame.</param>
    public static byte[] Grey(int width, params byte[][] frames)
    {
        int height = frames[0].Length / width;
        byte[] size = [(byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8)];
        using var file = new MemoryStream();
        file.Write([.. "GIF89a"u8, .. size, 0xF7, 0, 0]);
        for (int level = 0; level < 256; level++)
        {
            file.Write([(byte)level, (byte)level, (byte)level]);
        }

        foreach (byte[] frame in frames)
        {
            // A delay of a tenth of a second, then the frame at the upper left corner.
            file.Write([0x21, 0xF9, 4, 0, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0, .. size, 0, MinCodeSize]);
            WriteBlocks(file, frame);
        }

        file.WriteByte(0x3B);
        return file.ToArray();
    }

    /// <summary>Writes the codes of a frame's pixels, in blocks, and the end of the blocks.</summary>
    internal static void WriteBlocks(MemoryStream file, byte[] pixels)
    {
        ReadOnlySpan<byte> codes = Codes(pixels);
        for (; !codes.IsEmpty; codes = codes[Math.Min(MaxBlock, codes.Length)..])
        {
            ReadOnlySpan<byte> block = codes[..Math.Min(MaxBlock, codes.Length)];
            file.WriteByte((byte)block.Length);
            file.Write(block);
        }

        file.WriteByte(0);
    }

    /// <summary>A file of many frames of one pixel each.</summary>
    /// <param name="width">The width that it announces.</param>
    /// <param name="height">The height.</param>
    /// <param name="frames">How many.</param>
    public static byte[] OfOnePixel(ushort width, ushort height, int frames)
    {
        byte[] size = [(byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8)];
        byte[] frame = [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0];
        return [.. "GIF89a"u8, .. size, 0x80, 0, 0, .. new byte[6], .. Enumerable.Repeat(frame, frames).SelectMany(bytes => bytes), 0x3B];
    }

    private static byte[] Codes(byte[] pixels)
    {
        var packed = new List<byte>((pixels.Length * CodeBits / 8) + (pixels.Length / PixelsPerClear * 2) + 16);
        int pending = 0, bits = 0;
        for (int i = 0; i < pixels.Length; i++)
        {
            if (i % PixelsPerClear == 0)
            {
                Add(ClearCode);
            }

            Add(pixels[i]);
        }

        Add(EndCode);
        packed.Add((byte)pending);
        return [.. packed];

        void Add(int code)
        {
            pending |= code << bits;
            for (bits += CodeBits; bits >= 8; bits -= 8, pending >>= 8)
            {
                packed.Add((byte)pending);
            }
        }
    }
}
