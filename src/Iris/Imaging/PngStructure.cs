using System.Buffers.Binary;

namespace Iris.Imaging;

/// <summary>
/// What decoding a PNG file would cost, read from its chunks (RFC 2083). The library gathers the content of every chunk but the pixels
/// before it looks at it, and copies what it has with each 4 KB that it reads: a chunk of 20 MB took 2 to 19 seconds.
/// </summary>
internal static class PngStructure
{
    // What is no pixel: text, profiles, unknown chunks, and what each of them takes around its content. Measured at the limit: 0.1 s.
    private const long MaxMetadataBytes = 4 * 1024 * 1024;

    // The library's own limit on what it unpacks a profile or a text to, and the most that this kind of compression can promise.
    private const long MaxUnpackedBytes = 8_000_000;
    private const long MaxInflation = 1032;

    // Of all profiles and texts, each of which the library unpacks and keeps: 40 texts of 8 KB took 324 MB and 4 seconds. Within this, 0.4 seconds.
    private const long MaxUnpackedInAll = 4 * MaxUnpackedBytes;

    private const int ChunkFrameBytes = 12;
    private const int HeaderBytes = 13;

    private const byte Grey = 0, Colours = 2, Palette = 3, GreyAndOpacity = 4, ColoursAndOpacity = 6;

    public static PictureHeader Read(ReadOnlySpan<byte> file)
    {
        long width = 0, height = 0, metadata = 0, unpacked = 0;
        int keptPerPixel = 0;
        bool hasMetadata = false, isWhole = false;
        var orientation = Orientation.Upright;
        file = file[PictureSignature.Png.Length..];

        // The first chunk says what the others hold.
        bool isUnreadable = file.Length >= ChunkFrameBytes && !file[4..].StartsWith("IHDR"u8);
        while (file.Length >= ChunkFrameBytes - 4 && metadata <= MaxMetadataBytes)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file);
            ReadOnlySpan<byte> type = file.Slice(4, 4);
            file = file[8..];
            isWhole |= type.SequenceEqual("IEND"u8);
            if (type.SequenceEqual("IHDR"u8) && file.Length >= HeaderBytes)
            {
                isUnreadable |= width > 0 || length != HeaderBytes || !IsRead(file);
                width = BinaryPrimitives.ReadUInt32BigEndian(file);
                height = BinaryPrimitives.ReadUInt32BigEndian(file[4..]);
                keptPerPixel = KeptBytesPerPixel(depth: file[8], isInterlaced: file[12] != 0);
            }
            else if (!type.SequenceEqual("IDAT"u8))
            {
                metadata += ChunkFrameBytes + Math.Min(length, (long)file.Length);
                if (type.SequenceEqual("eXIf"u8) && !hasMetadata)
                {
                    hasMetadata = true;
                    orientation = ExifOrientation.Read(file[..(int)Math.Min(length, file.Length)]);
                }

                unpacked += IsPacked(type) ? Math.Min(Math.Min(length, file.Length) * MaxInflation, MaxUnpackedBytes) : 0;
            }

            file = file[(int)Math.Min(length + 4L, file.Length)..];
        }

        return new(PictureFormat.Png, width, height)
        {
            Orientation = orientation,
            IsUnreadable = isUnreadable,
            IsCutShort = !isWhole,
            KeptBytes = 2 * (Math.Min(metadata, MaxMetadataBytes) + unpacked),
            KeptBytesPerPixel = keptPerPixel,
            KeepsBetweenDecodes = true,
            IsExcessive = metadata > MaxMetadataBytes || unpacked > MaxUnpackedInAll,
        };
    }

    private static bool IsPacked(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("iCCP"u8) || type.SequenceEqual("zTXt"u8) || type.SequenceEqual("iTXt"u8);

    // Depths of each colour type, then the one compression, the one filter method, and interlacing or none.
    private static bool IsRead(ReadOnlySpan<byte> header) => (Colour: header[9], Depth: header[8]) switch
    {
        (Grey, 1 or 2 or 4 or 8 or 16) or (Palette, 1 or 2 or 4 or 8) => true,
        (Colours or GreyAndOpacity or ColoursAndOpacity, 8 or 16) => true,
        _ => false,
    } && header[10] == 0 && header[11] == 0 && header[12] <= 1;

    // An interlaced picture is gathered whole before it is copied row by row. Measured: 1 to 4 bytes a pixel for 8 bits, twice that for 16;
    // in a second decode all of it once more, before the first is let go.
    private static int KeptBytesPerPixel(byte depth, bool isInterlaced) => (isInterlaced, depth) switch
    {
        (false, _) => 0,
        (true, 16) => 8,
        (true, _) => 4,
    };
}
