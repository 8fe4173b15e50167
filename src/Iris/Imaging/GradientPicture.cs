using System.Buffers.Binary;

namespace Iris.Imaging;

/// <summary>
/// A grey BMP file to warm up with, darkest in a corner and lightest in the one across. Not of one colour: a network that standardises each picture by
/// itself would divide by 0. Nor around black or the middle: what a pack's preprocessing makes of either may be all zeros, to which a network without a bias
/// can only answer with zero.
/// </summary>
internal static class GradientPicture
{
    public const int Side = 256;

    private const int Darkest = 32, Lightest = 96;
    private const int FileHeaderBytes = 14, HeaderBytes = 40, BytesPerPixel = 3;

    public static byte[] Encode()
    {
        byte[] file = new byte[FileHeaderBytes + HeaderBytes + (Side * Side * BytesPerPixel)];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), FileHeaderBytes + HeaderBytes);
        Span<byte> header = file.AsSpan(FileHeaderBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header, HeaderBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], Side);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Side);
        BinaryPrimitives.WriteInt16LittleEndian(header[12..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(header[14..], 8 * BytesPerPixel);
        Span<byte> pixels = header[HeaderBytes..];
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                byte grey = (byte)(Darkest + ((Lightest - Darkest) * (x + y) / (2 * (Side - 1))));
                pixels.Slice(((y * Side) + x) * BytesPerPixel, BytesPerPixel).Fill(grey);
            }
        }

        return file;
    }
}
