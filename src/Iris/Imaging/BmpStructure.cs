using System.Buffers.Binary;

namespace Iris.Imaging;

/// <summary>The size of a BMP file, from its header. Its decoder keeps a row.</summary>
internal static class BmpStructure
{
    public static PictureHeader Read(ReadOnlySpan<byte> file)
    {
        const int FileHeaderBytes = 14, Os2HeaderBytes = 12;
        ReadOnlySpan<byte> header = file[Math.Min(FileHeaderBytes, file.Length)..];
        if (header.Length < Os2HeaderBytes)
        {
            return default;
        }

        // A negative height says that the rows go down.
        return BinaryPrimitives.ReadUInt32LittleEndian(header) == Os2HeaderBytes
            ? new(BinaryPrimitives.ReadUInt16LittleEndian(header[4..]), BinaryPrimitives.ReadUInt16LittleEndian(header[6..]))
            : new(
                BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
                Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(header[8..])));
    }
}
