using System.Buffers.Binary;

namespace Iris.Imaging;

/// <summary>
/// Reads the orientation of EXIF metadata (tag 0x0112 of the first directory, EXIF 2.3), wherever a format keeps it. The codecs read
/// none.
/// </summary>
internal static class ExifOrientation
{
    private const int Tag = 0x0112;
    private const int ShortType = 3;
    private const int DirectoryEntryBytes = 12;

    /// <summary>What JPEG has before the metadata. Many programs write it into WebP too, against its specification.</summary>
    public static ReadOnlySpan<byte> Prefix => "Exif\0\0"u8;

    /// <summary>Reads the orientation.</summary>
    /// <param name="metadata">The metadata, with <see cref="Prefix"/> or without: a TIFF header and what it points to.</param>
    /// <returns>The orientation, or <see cref="Orientation.Upright"/> where there is none of the eight.</returns>
    public static Orientation Read(ReadOnlySpan<byte> metadata)
    {
        ReadOnlySpan<byte> tiff = metadata.StartsWith(Prefix) ? metadata[Prefix.Length..] : metadata;
        bool isLittleEndian = tiff.StartsWith("II\x2A\0"u8);
        if (!isLittleEndian && !tiff.StartsWith("MM\0\x2A"u8))
        {
            return Orientation.Upright;
        }

        ReadOnlySpan<byte> directory = From(tiff, UInt32(From(tiff, 4), isLittleEndian));
        int entries = UInt16(directory, isLittleEndian);
        for (int i = 0; i < entries; i++)
        {
            ReadOnlySpan<byte> entry = From(directory, 2 + (i * DirectoryEntryBytes));
            if (entry.Length < DirectoryEntryBytes)
            {
                break;
            }

            if (UInt16(entry, isLittleEndian) == Tag && UInt16(entry[2..], isLittleEndian) == ShortType && UInt32(entry[4..], isLittleEndian) == 1)
            {
                int value = UInt16(entry[8..], isLittleEndian);
                return value is >= (int)Orientation.Upright and <= (int)Orientation.TurnCounterclockwise ? (Orientation)value : Orientation.Upright;
            }
        }

        return Orientation.Upright;
    }

    private static ReadOnlySpan<byte> From(ReadOnlySpan<byte> bytes, long offset) => bytes[(int)Math.Min(offset, bytes.Length)..];

    // What is not there is zero.
    private static int UInt16(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        bytes.Length < 2 ? 0 : isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        bytes.Length < 4 ? 0 : isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
