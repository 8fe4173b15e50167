using System.Buffers.Binary;

namespace Iris.Imaging;

/// <summary>The size and the frames of a GIF file, counted block by block (GIF89a specification). Its decoder keeps 70 KB.</summary>
internal static class GifStructure
{
    private const byte Extension = 0x21;
    private const byte ImageDescriptor = 0x2C;

    public static PictureHeader Read(ReadOnlySpan<byte> file)
    {
        const int ScreenBytes = 13, DescriptorBytes = 10;
        if (file.Length < ScreenBytes)
        {
            return default;
        }

        int width = BinaryPrimitives.ReadUInt16LittleEndian(file[6..]);
        int height = BinaryPrimitives.ReadUInt16LittleEndian(file[8..]);
        int frames = 0;
        file = Skip(file, ScreenBytes + PaletteBytes(file[10]));
        while (file.Length > 1)
        {
            if (file[0] == ImageDescriptor && file.Length >= DescriptorBytes)
            {
                // The palette, and the code size before the pixels' blocks.
                frames++;
                file = SkipBlocks(Skip(file, DescriptorBytes + PaletteBytes(file[9]) + 1));
            }
            else if (file[0] == Extension)
            {
                file = SkipBlocks(Skip(file, 2));
            }
            else
            {
                break;
            }
        }

        return new(width, height) { Frames = frames };
    }

    private static int PaletteBytes(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    private static ReadOnlySpan<byte> SkipBlocks(ReadOnlySpan<byte> blocks)
    {
        while (!blocks.IsEmpty && blocks[0] != 0)
        {
            blocks = Skip(blocks, blocks[0] + 1);
        }

        return Skip(blocks, 1);
    }

    private static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> file, int bytes) => file[Math.Min(bytes, file.Length)..];
}
