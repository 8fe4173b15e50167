using System.Buffers.Binary;

namespace Iris.Imaging;

/// <summary>The size and the frames of a GIF file, counted block by block (GIF89a specification).</summary>
internal static class GifStructure
{
    private const byte Extension = 0x21;
    private const byte ImageDescriptor = 0x2C;

    // The specification's: colours have 8 bits.
    private const int MaxCodeSize = 8;

    public static PictureHeader Read(ReadOnlySpan<byte> file)
    {
        const int ScreenBytes = 13, DescriptorBytes = 10;
        if (file.Length < ScreenBytes)
        {
            return new(PictureFormat.Gif, 0, 0);
        }

        int width = BinaryPrimitives.ReadUInt16LittleEndian(file[6..]);
        int height = BinaryPrimitives.ReadUInt16LittleEndian(file[8..]);
        int frames = 0;
        bool isUnreadable = false;
        file = Skip(file, ScreenBytes + PaletteBytes(file[10]));
        while (file.Length > 1)
        {
            if (file[0] == ImageDescriptor && file.Length >= DescriptorBytes)
            {
                ReadOnlySpan<byte> descriptor = file[..DescriptorBytes];
                file = Skip(file, DescriptorBytes + PaletteBytes(descriptor[9]));
                if (frames == 0)
                {
                    // The first frame enlarges a screen that it reaches beyond.
                    width = Math.Max(width, End(descriptor, 1));
                    height = Math.Max(height, End(descriptor, 3));
                    isUnreadable = !file.IsEmpty && file[0] > MaxCodeSize;
                }

                // The code size, and the pixels' blocks.
                frames++;
                file = SkipBlocks(Skip(file, 1));
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

        return new(PictureFormat.Gif, width, height) { Frames = frames, IsUnreadable = isUnreadable };
    }

    // Where a frame begins on the screen, and how far it reaches from there.
    private static int End(ReadOnlySpan<byte> descriptor, int at) =>
        BinaryPrimitives.ReadUInt16LittleEndian(descriptor[at..]) + BinaryPrimitives.ReadUInt16LittleEndian(descriptor[(at + 4)..]);

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
