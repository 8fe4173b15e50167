namespace Iris.Testing.Kinds;

/// <summary>The kinds of BMP: headers, depths and compressions.</summary>
internal static class BmpKinds
{
    private const int None = 0, RunLengths8 = 1, RunLengths4 = 2, BitFields = 3, Jpeg = 4, Png = 5, OpacityBitFields = 6;

    // Red, green and blue of a pixel of 32 bits.
    private static readonly byte[] Masks = [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0];

    public static IReadOnlyList<PictureKind> All { get; } =
    [
        .. ((short[])[1, 4, 8]).Select(bits => Kind($"{Bits(bits)}", 1 << bits, picture =>
            BmpFile.Of(picture.Width, picture.Height, bits, None, Rows(picture, y => picture.Packed(y, bits)), BmpFile.GreyPalette(1 << bits)))),
        Kind("16 bits", 0, picture => BmpFile.Of(picture.Width, picture.Height, 16, None, Rows(picture, y => picture.Spread(y, 2, Write16)))),
        Kind("24 bits", 256, picture => BmpFile.Of(picture.Width, picture.Height, 24, None, Rows(picture, y => Pixels(picture, y, 3)))),
        Kind("32 bits", 256, picture => BmpFile.Of(picture.Width, picture.Height, 32, None, Rows(picture, y => Pixels(picture, y, 4)))),
        Kind("rows from top to bottom", 256, picture =>
            BmpFile.Of(picture.Width, -picture.Height, 24, None, Rows(picture, y => Pixels(picture, y, 3), isUpsideDown: false))),
        Kind("16 bits, bit fields", 0, picture => BmpFile.Of(
            picture.Width, picture.Height, 16, BitFields, Rows(picture, y => picture.Spread(y, 2, Write16)), [0, 0x7C, 0, 0, 0xE0, 3, 0, 0, 0x1F, 0, 0, 0])),
        Kind("32 bits, bit fields", 256, picture => BmpFile.Of(picture.Width, picture.Height, 32, BitFields, Rows(picture, y => Pixels(picture, y, 4)), Masks)),
        Kind("run lengths, 8 bits (RLE8)", 256, picture => BmpFile.Of(
            picture.Width, picture.Height, 8, RunLengths8, RunLengths(picture, level => level), BmpFile.GreyPalette(256))),
        Kind("run lengths, 4 bits (RLE4)", 16, picture => BmpFile.Of(
            picture.Width, picture.Height, 4, RunLengths4, RunLengths(picture, level => (byte)(level & 0xF0)), BmpFile.GreyPalette(16))),
        Kind("header of 52 bytes (V2)", 256, picture => BmpFile.WithHeader(52, picture.Width, picture.Height, BitFields, Rows(picture, y => Pixels(picture, y, 4)))),
        Kind("header of 56 bytes (V3), without opacity", 256, picture => BmpFile.WithHeader(56, picture.Width, picture.Height, BitFields, Rows(picture, y => Pixels(picture, y, 4)))),
        Kind("header of 108 bytes (V4)", 256, picture => BmpFile.WithHeader(108, picture.Width, picture.Height, BitFields, Rows(picture, y => Pixels(picture, y, 4)))),
        Kind("header of 124 bytes (V5)", 256, picture => BmpFile.WithHeader(124, picture.Width, picture.Height, BitFields, Rows(picture, y => Pixels(picture, y, 4)))),
        Kind("header of 124 bytes (V5), all opacities 255", 256, picture =>
            BmpFile.WithHeader(124, picture.Width, picture.Height, BitFields, Rows(picture, y => Pixels(picture, y, 4, opacity: 255)), opacityMask: 0xFF)),
        Kind("header of 124 bytes (V5), all opacities 0: seen as opaque", 256, picture =>
            BmpFile.WithHeader(124, picture.Width, picture.Height, BitFields, Rows(picture, y => Pixels(picture, y, 4)), opacityMask: 0xFF)),
        .. ((short[])[1, 4, 8]).Select(bits => Kind($"OS/2 1, {Bits(bits)}", 1 << bits, picture =>
            BmpFile.Os2((short)picture.Width, (short)picture.Height, Rows(picture, y => picture.Packed(y, bits)), BmpFile.GreyPalette(1 << bits, 3), bits))),
        Kind("OS/2 1, 24 bits", 256, picture => BmpFile.Os2((short)picture.Width, (short)picture.Height, Rows(picture, y => Pixels(picture, y, 3)), [], 24)),
        Kind("OS/2 2, header of 64 bytes, 24 bits", 256, picture => BmpFile.WithHeader(64, picture.Width, picture.Height, None, Rows(picture, y => Pixels(picture, y, 3)), bits: 24)),
        Kind("OS/2 2, header of 16 bytes, 24 bits", 256, picture => BmpFile.WithHeader(16, picture.Width, picture.Height, None, Rows(picture, y => Pixels(picture, y, 3)), bits: 24)),
        Refused("a JPEG in it", picture => BmpFile.Of(picture.Width, picture.Height, 0, Jpeg, new byte[8])),
        Refused("a PNG in it", picture => BmpFile.Of(picture.Width, picture.Height, 0, Png, new byte[8])),
        Refused("compression of OS/2 (Huffman, RLE24)", picture => BmpFile.WithHeader(64, picture.Width, picture.Height, RunLengths8 + 3, new byte[8], bits: 24)),
        Refused("bit fields with opacity (compression 6)", picture => BmpFile.Of(picture.Width, picture.Height, 32, OpacityBitFields, Rows(picture, y => Pixels(picture, y, 4)), Masks)),
        Refused("2 bits", picture => BmpFile.Of(picture.Width, picture.Height, 2, None, Rows(picture, y => picture.Packed(y, 2)), BmpFile.GreyPalette(4))),
    ];

    private static string Bits(short bits) => bits == 1 ? "1 bit" : $"{bits} bits";

    private static PictureKind Kind(string name, int levels, Func<GreyPicture, byte[]> make) => new("BMP", name, make) { Levels = levels };

    private static PictureKind Refused(string name, Func<GreyPicture, byte[]> make) => new("BMP", name, make) { Refusal = PictureOutcome.Unreadable };

    private static void Write16(byte level, Span<byte> pixel)
    {
        int five = level >> 3;
        int value = five | (five << 5) | (five << 10);
        (pixel[0], pixel[1]) = ((byte)value, (byte)(value >> 8));
    }

    private static byte[] Pixels(GreyPicture picture, int y, int bytes, byte opacity = 0) => picture.Spread(y, bytes, (level, pixel) =>
    {
        pixel.Fill(opacity);
        pixel[..3].Fill(level);
    });

    // Each padded to four bytes.
    private static byte[] Rows(GreyPicture picture, Func<int, byte[]> row, bool isUpsideDown = true)
    {
        int stride = (row(0).Length + 3) & ~3;
        byte[] rows = new byte[stride * picture.Height];
        for (int y = 0; y < picture.Height; y++)
        {
            row(isUpsideDown ? picture.Height - 1 - y : y).CopyTo(rows, y * stride);
        }

        return rows;
    }

    // Runs of one pixel, each row ended, then the picture.
    private static byte[] RunLengths(GreyPicture picture, Func<byte, byte> value) =>
    [
        .. Enumerable.Range(1, picture.Height).SelectMany(
            up => (byte[])[.. picture.Spread(picture.Height - up, 2, (level, run) => (run[0], run[1]) = (1, value(level))), 0, 0]),
        0, 1,
    ];
}
