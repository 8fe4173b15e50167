using System.Buffers.Binary;

namespace Iris.Imaging;

/// <summary>
/// What decoding a PNG file would cost, read from its chunks (RFC 2083), and which of them the codec gets to see: those that make pixels. Others
/// are memory and time that nobody needs: a library was seen to unpack 300 texts of 2.3 MB to 2.4 GB.
/// </summary>
internal static class PngStructure
{
    // Pixels stand in one piece, a palette and opacities before them.
    private const int MaxParts = 16;

    private const int ChunkFrameBytes = 12;
    private const int HeaderBytes = 13;

    private const byte Grey = 0, Colours = 2, Palette = 3, GreyAndOpacity = 4, ColoursAndOpacity = 6;

    public static PictureHeader Read(ReadOnlySpan<byte> file)
    {
        long width = 0, height = 0;
        int parts = 0, end = 0;
        bool hasMetadata = false, isWhole = false;
        var orientation = Orientation.Upright;

        // The first chunk says what the others hold.
        ReadOnlySpan<byte> first = file[PictureSignature.Png.Length..];
        bool isUnreadable = first.Length >= ChunkFrameBytes && !first[4..].StartsWith("IHDR"u8);
        foreach (Chunk chunk in new Chunks(file))
        {
            ReadOnlySpan<byte> content = chunk.Content;
            if (chunk.Is("IHDR"u8) && content.Length >= HeaderBytes)
            {
                isUnreadable |= width > 0 || content.Length != HeaderBytes || !IsRead(content);
                width = BinaryPrimitives.ReadUInt32BigEndian(content);
                height = BinaryPrimitives.ReadUInt32BigEndian(content[4..]);
            }
            else if (chunk.Is("eXIf"u8) && !hasMetadata)
            {
                hasMetadata = true;
                orientation = ExifOrientation.Read(content);
            }

            parts += IsOfPixels(chunk) && chunk.Start != end ? 1 : 0;
            end = IsOfPixels(chunk) ? chunk.End : end;
            isWhole |= chunk.Is("IEND"u8);
        }

        return new(PictureFormat.Png, width, height)
        {
            Orientation = orientation,
            IsUnreadable = isUnreadable || parts > MaxParts,
            IsCutShort = !isWhole,
        };
    }

    /// <summary>Where the codec reads: the signature and the chunks that make pixels, neighbours as one.</summary>
    public static FilePart[] Parts(ReadOnlySpan<byte> file)
    {
        Span<FilePart> parts = stackalloc FilePart[MaxParts + 1];
        parts[0] = new(0, PictureSignature.Png.Length);
        int count = 1;
        foreach (Chunk chunk in new Chunks(file))
        {
            if (!IsOfPixels(chunk))
            {
                continue;
            }

            ref FilePart last = ref parts[count - 1];
            if (last.Start + last.Length == chunk.Start)
            {
                last = last with { Length = chunk.End - last.Start };
            }
            else if (count < parts.Length)
            {
                parts[count++] = new(chunk.Start, chunk.End - chunk.Start);
            }
        }

        return [.. parts[..count]];
    }

    private static bool IsOfPixels(Chunk chunk) =>
        chunk.Is("IDAT"u8) || chunk.Is("IHDR"u8) || chunk.Is("PLTE"u8) || chunk.Is("tRNS"u8) || chunk.Is("IEND"u8);

    // Depths of each colour type, then the one compression, the one filter method, and interlacing or none.
    private static bool IsRead(ReadOnlySpan<byte> header) => (Colour: header[9], Depth: header[8]) switch
    {
        (Grey, 1 or 2 or 4 or 8 or 16) or (Palette, 1 or 2 or 4 or 8) => true,
        (Colours or GreyAndOpacity or ColoursAndOpacity, 8 or 16) => true,
        _ => false,
    } && header[10] == 0 && header[11] == 0 && header[12] <= 1;

    // With its length before and its checksum behind. Where the file ends in it, it is what there is of it.
    private readonly ref struct Chunk(ReadOnlySpan<byte> file, int start)
    {
        public int Start => start;

        public int End { get; } = (int)Math.Min(start + ChunkFrameBytes + (long)BinaryPrimitives.ReadUInt32BigEndian(file[start..]), file.Length);

        public ReadOnlySpan<byte> Content { get; } =
            file[(start + 8)..(int)Math.Min(start + 8L + BinaryPrimitives.ReadUInt32BigEndian(file[start..]), file.Length)];

        private ReadOnlySpan<byte> Type { get; } = file.Slice(start + 4, 4);

        public bool Is(ReadOnlySpan<byte> type) => Type.SequenceEqual(type);
    }

    // Up to IEND: what follows is no part of the picture.
    private ref struct Chunks(ReadOnlySpan<byte> file)
    {
        private readonly ReadOnlySpan<byte> _file = file;
        private int _next = PictureSignature.Png.Length;

        public Chunk Current { get; private set; }

        public readonly Chunks GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_file.Length - _next < ChunkFrameBytes - 4)
            {
                return false;
            }

            Current = new(_file, _next);
            _next = Current.Is("IEND"u8) ? _file.Length : Current.End;
            return true;
        }
    }
}
