using System.Buffers.Binary;

namespace Iris.Imaging;

/// <summary>The size of a BMP file, from its header.</summary>
internal static class BmpStructure
{
    private const int FileHeaderBytes = 14;
    private const int Os2HeaderBytes = 12;

    // What compression says.
    private const uint None = 0, RunLengths8 = 1, RunLengths4 = 2, BitFields = 3;

    public static PictureHeader Read(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> header = file[Math.Min(FileHeaderBytes, file.Length)..];
        if (header.Length < Os2HeaderBytes)
        {
            return new(PictureFormat.Bmp, 0, 0);
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(header);
        if (length == Os2HeaderBytes)
        {
            return new(PictureFormat.Bmp, BinaryPrimitives.ReadUInt16LittleEndian(header[4..]), BinaryPrimitives.ReadUInt16LittleEndian(header[6..]))
            {
                IsUnreadable = !IsRead(BinaryPrimitives.ReadUInt16LittleEndian(header[10..]), None),
            };
        }

        // Where the length is less than these fields take, they are zero.
        uint bits = length >= 16 && header.Length >= 16 ? BinaryPrimitives.ReadUInt16LittleEndian(header[14..]) : 0u;
        uint compression = length >= 20 && header.Length >= 20 ? BinaryPrimitives.ReadUInt32LittleEndian(header[16..]) : None;

        // A negative height says that the rows go down.
        return new(
            PictureFormat.Bmp,
            BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
            Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(header[8..])))
        {
            IsUnreadable = !IsRead(bits, compression),
        };
    }

    private static bool IsRead(uint bits, uint compression) => (bits, compression) switch
    {
        (1 or 4 or 8 or 16 or 24 or 32, None) => true,
        (8, RunLengths8) or (4, RunLengths4) or (16 or 32, BitFields) => true,
        _ => false,
    };
}
