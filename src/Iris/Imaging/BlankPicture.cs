using System.Buffers.Binary;

namespace Iris.Imaging;

/// <summary>A black picture to warm up with.</summary>
internal static class BlankPicture
{
    public const int Side = 256;

    private const int HeaderBytes = 54;
    private const int BytesPerPixel = 3;

    /// <summary>The picture as an uncompressed BMP file.</summary>
    public static byte[] Bmp
    {
        get
        {
            var file = new byte[HeaderBytes + (Side * Side * BytesPerPixel)];
            "BM"u8.CopyTo(file);
            Write(2, file.Length);
            Write(10, HeaderBytes);
            Write(14, 40); // BITMAPINFOHEADER
            Write(18, Side);
            Write(22, Side);
            Write(26, 1 | ((8 * BytesPerPixel) << 16)); // planes, bits a pixel
            return file;

            void Write(int offset, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(offset), value);
        }
    }
}
