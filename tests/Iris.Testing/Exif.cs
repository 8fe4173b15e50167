using System.Buffers.Binary;

namespace Iris.Testing;

/// <summary>Writes the EXIF orientation of JPEG files, and says what it means (EXIF 2.3, tag 0x0112).</summary>
public static class Exif
{
    /// <summary>The same JPEG file with an orientation.</summary>
    /// <param name="jpeg">A JPEG file.</param>
    /// <param name="orientation">1 to 8.</param>
    public static byte[] WithOrientation(byte[] jpeg, int orientation)
    {
        byte[] segment = [0xFF, 0xE1, 0, 0, .. "Exif\0\0"u8, .. Metadata(orientation)];
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(2), (ushort)(segment.Length - 2));
        return [.. jpeg.AsSpan(0, 2), .. segment, .. jpeg.AsSpan(2)];
    }

    /// <summary>The metadata alone: a TIFF header, big-endian, whose only directory has one entry: 0x0112, a 16-bit number.</summary>
    /// <param name="orientation">1 to 8, or any other.</param>
    public static byte[] Metadata(int orientation) =>
        [.. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, (byte)(orientation >> 8), (byte)orientation, 0, 0, 0, 0, 0, 0];

    /// <summary>The same, little-endian.</summary>
    /// <param name="orientation">1 to 8.</param>
    public static byte[] LittleEndianMetadata(int orientation) =>
        [.. "II"u8, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Whether a stored row is seen as a column.</summary>
    public static bool SwapsSides(int orientation) => orientation >= 5;

    /// <summary>
    /// Where a stored pixel is seen, from the tag's definition: it says which side of the upright picture the stored picture's first
    /// row and first column are.
    /// </summary>
    /// <param name="orientation">1 to 8.</param>
    /// <param name="column">The stored pixel's column.</param>
    /// <param name="row">The stored pixel's row.</param>
    /// <param name="width">The upright picture's width.</param>
    /// <param name="height">The upright picture's height.</param>
    public static (int X, int Y) Place(int orientation, int column, int row, int width, int height) => orientation switch
    {
        1 => (column, row),
        2 => (width - 1 - column, row),
        3 => (width - 1 - column, height - 1 - row),
        4 => (column, height - 1 - row),
        5 => (row, column),
        6 => (width - 1 - row, column),
        7 => (width - 1 - row, height - 1 - column),
        8 => (row, height - 1 - column),
        _ => throw new ArgumentOutOfRangeException(nameof(orientation)),
    };
}
