using System.Buffers.Binary;

namespace Iris.Fuzz.Targets;

/// <summary>
/// What a picture's header announces, found the simple way. Where a file may announce several sizes, any of them will do, and each either
/// way round: an orientation may swap the sides.
/// </summary>
/// <param name="file">The file.</param>
internal sealed class SlowHeader(byte[] file)
{
    /// <summary>Which of the five formats a file begins like; null for none.</summary>
    public string? Format =>
        Has(0, [0xFF, 0xD8, 0xFF]) ? "JPEG"
        : Has(0, [0x89, .. "PNG\r\n\x1A\n"u8]) ? "PNG"
        : Has(0, "GIF87a"u8) || Has(0, "GIF89a"u8) ? "GIF"
        : Has(0, "RIFF"u8) && Has(8, "WEBP"u8) ? "WebP"
        : Has(0, "BM"u8) ? "BMP"
        : null;

    /// <summary>Whether the file announces a size.</summary>
    public bool Announces(int width, int height)
    {
        (int, int) size = (Math.Max(width, height), Math.Min(width, height));
        return Sizes().Any(announced => (Math.Max(announced.Width, announced.Height), Math.Min(announced.Width, announced.Height)) == size);
    }

    private IEnumerable<(int Width, int Height)> Sizes()
    {
        switch (Format)
        {
            case "PNG":
                return [(BigEndian(16, 4), BigEndian(20, 4))];
            case "BMP" when (uint)LittleEndian(14, 4) < 16:
                // As OS/2 wrote them first.
                return [(LittleEndian(18, 2), LittleEndian(20, 2))];
            case "BMP":
                return [(LittleEndian(18, 4), Math.Abs(LittleEndian(22, 4)))];
            case "GIF":
                // A frame that reaches beyond the screen enlarges it.
                (int Width, int Height) screen = (LittleEndian(6, 2), LittleEndian(8, 2));
                return [screen, .. Places(0x2C).Select(at => (
                    Math.Max(screen.Width, LittleEndian(at + 1, 2) + LittleEndian(at + 5, 2)),
                    Math.Max(screen.Height, LittleEndian(at + 3, 2) + LittleEndian(at + 7, 2))))];
            case "WebP":
                return Enumerable.Range(12, file.Length - 12).SelectMany(WebPSizes);
            default:
                // 0xC4, 0xC8 and 0xCC are tables and an extension, the others start a frame.
                return Places(0xFF).Where(at => at + 9 <= file.Length && file[at + 1] is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                    .Select(at => (BigEndian(at + 7, 2), BigEndian(at + 5, 2)));
        }
    }

    private IEnumerable<(int Width, int Height)> WebPSizes(int chunk) =>
        Has(chunk, "VP8X"u8) ? [(LittleEndian(chunk + 12, 3) + 1, LittleEndian(chunk + 15, 3) + 1)]
        : Has(chunk, "VP8 "u8) ? [(LittleEndian(chunk + 14, 2) & 0x3FFF, LittleEndian(chunk + 16, 2) & 0x3FFF)]
        : Has(chunk, "VP8L"u8) ? [((LittleEndian(chunk + 9, 4) & 0x3FFF) + 1, ((LittleEndian(chunk + 9, 4) >> 14) & 0x3FFF) + 1)]
        : [];

    private IEnumerable<int> Places(byte value) => Enumerable.Range(0, file.Length).Where(at => file[at] == value);

    private bool Has(int at, ReadOnlySpan<byte> bytes) => at <= file.Length && file.AsSpan(at).StartsWith(bytes);

    // What is not there is zero.
    private int LittleEndian(int at, int length) => BinaryPrimitives.ReadInt32LittleEndian(FourBytes(at, length, skip: 0));

    private int BigEndian(int at, int length) => BinaryPrimitives.ReadInt32BigEndian(FourBytes(at, length, skip: 4 - length));

    private byte[] FourBytes(int at, int length, int skip)
    {
        byte[] bytes = new byte[4];
        for (int i = 0; i < length && at + i < file.Length; i++)
        {
            bytes[skip + i] = file[at + i];
        }

        return bytes;
    }
}
