namespace Iris.Testing;

/// <summary>Writes lossless WebP bit by bit (RFC 9649, section 3 on): pictures of one colour with as many groups of prefix codes as one likes.</summary>
public static class LosslessWebP
{
    private const int BlockBits = 2;

    /// <summary>A picture in blocks of 4×4 pixels, each with the next group, all of them alike.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="groups">How many groups: 1 to 65,536.</param>
    public static byte[] WithGroups(int width, int height, int groups)
    {
        var bits = new Bits();
        bits.Write(0x2F, 8);
        bits.Write(width - 1, 14);
        bits.Write(height - 1, 14);
        bits.Write(0, 1 + 3);

        // No transform, no cache of colours; then, where there are several groups, the image that says which block has which.
        bits.Write(0, 1 + 1);
        bits.Write(groups > 1 ? 1 : 0, 1);
        if (groups > 1)
        {
            bits.Write(BlockBits - 2, 3);
            WriteImage(bits, groups, ((width + 3) / 4) * ((height + 3) / 4));
        }

        for (int i = 0; i < groups; i++)
        {
            WriteLone(bits, 128);
            WriteLone(bits, 1);
            WriteLone(bits, 1);
            WriteLone(bits, 1);
            WriteLone(bits, 0);
        }

        return WebPFile.WithPicture("VP8L", bits.ToArray());
    }

    private static void WriteImage(Bits bits, int groups, int blocks)
    {
        bits.Write(0, 1);
        WriteEightBitCodes(bits, 256 + 24);
        WriteEightBitCodes(bits, 256);
        WriteLone(bits, 0);
        WriteLone(bits, 0);
        WriteLone(bits, 0);
        for (int block = 0; block < blocks; block++)
        {
            int group = block % groups;
            bits.Write(Reversed(group & 0xFF), 8);
            bits.Write(Reversed(group >> 8), 8);
        }
    }

    // One symbol, which takes no bits.
    private static void WriteLone(Bits bits, int symbol)
    {
        bits.Write(1, 1);
        bits.Write(0, 1);
        bits.Write(symbol < 2 ? 0 : 1, 1);
        bits.Write(symbol, symbol < 2 ? 1 : 8);
    }

    // Lengths of 8 and of 0, of one bit each, in the order that the format has for the lengths of lengths: 17, 18, 0, 1 and so on, 8 being the last of twelve.
    private static void WriteEightBitCodes(Bits bits, int alphabet)
    {
        bits.Write(0, 1);
        bits.Write(12 - 4, 4);
        for (int i = 0; i < 12; i++)
        {
            bits.Write(i == 11 || (alphabet > 256 && i == 2) ? 1 : 0, 3);
        }

        bits.Write(0, 1);
        if (alphabet > 256)
        {
            for (int symbol = 0; symbol < alphabet; symbol++)
            {
                bits.Write(symbol < 256 ? 1 : 0, 1);
            }
        }
    }

    private static int Reversed(int value) => Enumerable.Range(0, 8).Sum(bit => ((value >> bit) & 1) << (7 - bit));

    // The lowest bit of each byte first.
    private sealed class Bits
    {
        private readonly List<byte> _bytes = [];
        private int _used;

        public void Write(int value, int count)
        {
            for (int i = 0; i < count; i++, _used++)
            {
                if (_used % 8 == 0)
                {
                    _bytes.Add(0);
                }

                _bytes[^1] |= (byte)(((value >> i) & 1) << (_used % 8));
            }
        }

        public byte[] ToArray() => [.. _bytes];
    }
}
