using System.Runtime.InteropServices;

namespace Iris.Imaging;

/// <summary>
/// Decodes the run lengths of a BMP file, of 8 bits or of 4 (Microsoft, "Bitmap Compression"). Pixels that they pass over stay as they are; those
/// that do not fit into their row are left out.
/// </summary>
internal static class BmpRunLengths
{
    private const byte Escape = 0, EndOfRow = 0, EndOfPicture = 1, Move = 2;

    // Codes may stand for no pixel: the token is looked at after so many of them.
    private const int CodesPerCheck = 4096;

    /// <summary>Decodes them.</summary>
    /// <param name="layout">What the headers say.</param>
    /// <param name="palette">The colours.</param>
    /// <param name="pixels">The rows of the picture, from top to bottom without gaps.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="cancellationToken">Ends the decode.</param>
    /// <returns>
    /// <see cref="DecodeOutcome.Incomplete"/> where the file ends first, or a move leads out of the picture to the right.
    /// </returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static DecodeOutcome Decode(
        in BmpLayout layout, ref Palette palette, Span<byte> pixels, int width, CancellationToken cancellationToken)
    {
        Span<uint> screen = MemoryMarshal.Cast<byte, uint>(pixels);
        ReadOnlySpan<byte> codes = layout.Pixels;
        int height = screen.Length / width;
        int untilCheck = 0;
        for (int x = 0, y = 0; y < height;)
        {
            if (untilCheck-- == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                untilCheck = CodesPerCheck;
            }

            if (codes.Length < 2)
            {
                return DecodeOutcome.Incomplete;
            }

            (byte count, byte value) = (codes[0], codes[1]);
            codes = codes[2..];
            Span<uint> row = screen.Slice((layout.IsTopDown ? y : height - 1 - y) * width, width)[x..];
            switch (count, value)
            {
                case (Escape, EndOfRow):
                    (x, y) = (0, y + 1);
                    break;
                case (Escape, EndOfPicture):
                    return DecodeOutcome.Whole;
                case (Escape, Move):
                    if (codes.Length < 2 || codes[0] > row.Length)
                    {
                        return DecodeOutcome.Incomplete;
                    }

                    (x, y) = (x + codes[0], y + codes[1]);
                    codes = codes[2..];
                    break;
                case (Escape, _):
                    // Pixels one by one, padded to two bytes.
                    int bytes = ((value * layout.Bits) + 15) / 16 * 2;
                    if (codes.Length < bytes)
                    {
                        return DecodeOutcome.Incomplete;
                    }

                    row = row[..Math.Min(value, row.Length)];
                    WritePixels(codes, layout.Bits, row, ref palette);
                    codes = codes[bytes..];
                    x += row.Length;
                    break;
                default:
                    row = row[..Math.Min(count, row.Length)];
                    WriteRun(value, layout.Bits, row, ref palette);
                    x += row.Length;
                    break;
            }
        }

        return DecodeOutcome.Whole;
    }

    private static void WritePixels(ReadOnlySpan<byte> codes, int bits, Span<uint> row, ref Palette palette)
    {
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = palette[bits == 8 ? codes[i] : Nibble(codes[i / 2], i)];
        }
    }

    // One colour, or two in turn.
    private static void WriteRun(byte value, int bits, Span<uint> row, ref Palette palette)
    {
        if (bits == 8)
        {
            row.Fill(palette[value]);
            return;
        }

        for (int i = 0; i < row.Length; i++)
        {
            row[i] = palette[Nibble(value, i)];
        }
    }

    // The higher one first.
    private static byte Nibble(byte value, int index) => (byte)((index & 1) == 0 ? value >> 4 : value & 0xF);
}
