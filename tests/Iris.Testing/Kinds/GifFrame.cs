namespace Iris.Testing.Kinds;

/// <summary>A GIF file of one frame, or the same one again, with what a frame can have.</summary>
/// <param name="Picture">The picture.</param>
internal sealed record GifFrame(GreyPicture Picture)
{
    public string Version { get; init; } = "GIF89a";

    public bool HasLocalPalette { get; init; }

    public bool IsInterlaced { get; init; }

    public int? TransparentColour { get; init; }

    public int Disposal { get; init; }

    public int Frames { get; init; } = 1;

    /// <summary>How much larger the screen is than the frame, on each side; less than 0 where it is smaller, to the right and below.</summary>
    public int Border { get; init; }

    /// <summary>The bits of a code before any has been made, less one.</summary>
    public byte CodeSize { get; init; } = 8;

    public byte[] Encode()
    {
        int at = Math.Max(Border, 0);
        int more = Border + at;
        using var file = new MemoryStream();
        Write(file, [.. Version.Select(letter => (byte)letter), .. Two(Picture.Width + more), .. Two(Picture.Height + more), 0xF7, 0, 0]);
        Write(file, Palette(light: HasLocalPalette));
        for (int frame = 0; frame < Frames; frame++)
        {
            if (Version == "GIF89a")
            {
                int flags = (Disposal << 2) | (TransparentColour is null ? 0 : 1);
                Write(file, [0x21, 0xF9, 4, (byte)flags, 10, 0, (byte)(TransparentColour ?? 0), 0]);
            }

            int frameFlags = (HasLocalPalette ? 0x87 : 0) | (IsInterlaced ? 0x40 : 0);
            Write(file, [0x2C, .. Two(at), .. Two(at), .. Two(Picture.Width), .. Two(Picture.Height), (byte)frameFlags]);
            Write(file, HasLocalPalette ? Palette(light: false) : []);
            Write(file, [CodeSize]);
            GifFile.WriteBlocks(file, IsInterlaced ? InPasses() : Picture.Levels);
        }

        file.WriteByte(0x3B);
        return file.ToArray();
    }

    private static void Write(MemoryStream file, byte[] bytes) => file.Write(bytes);

    private static byte[] Two(int value) => [(byte)value, (byte)(value >> 8)];

    // Levels of grey, or the reverse: a palette that must not be used.
    private static byte[] Palette(bool light) =>
        [.. Enumerable.Range(0, 256).SelectMany(level => Enumerable.Repeat((byte)(light ? 255 - level : level), 3))];

    private byte[] InPasses()
    {
        ReadOnlySpan<(int First, int Step)> passes = [(0, 8), (4, 8), (2, 4), (1, 2)];
        using var rows = new MemoryStream();
        foreach ((int first, int step) in passes)
        {
            for (int y = first; y < Picture.Height; y += step)
            {
                rows.Write(Picture.Row(y));
            }
        }

        return rows.ToArray();
    }
}
