using System.Buffers.Binary;

namespace Iris.Testing;

/// <summary>
/// Writes JPEG files of four inks, as printers' software does: baseline, without subsampling, values inverted as Adobe's marker
/// announces. One Huffman code of 8 bits for every symbol keeps it short.
/// </summary>
public static class CmykJpegFile
{
    private const int Block = 8;
    private const int Components = 4;

    /// <summary>A file from red, green and blue: no black ink, the other three complement the colours.</summary>
    /// <param name="width">Pixels in a row, a multiple of 8.</param>
    /// <param name="rgb">Red, green and blue of each pixel; as many rows as make a multiple of 8.</param>
    /// <param name="ycck">Whether the three inks are written as brightness and two differences of colour.</param>
    public static byte[] FromRgb(int width, byte[] rgb, bool ycck = false)
    {
        int height = rgb.Length / 3 / width;
        byte[] size = [(byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width];
        List<byte> file = [0xFF, 0xD8];
        Add(file, 0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, (byte)(ycck ? 2 : 0)]);
        Add(file, 0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]);
        Add(file, 0xC0, [8, .. size, Components, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0]);
        Add(file, 0xC4, [0x00, .. EightBitCodes(12), .. Enumerable.Range(0, 12).Select(i => (byte)i)]);
        Add(file, 0xC4, [0x10, .. EightBitCodes(AcSymbols.Length), .. AcSymbols]);
        Add(file, 0xDA, [Components, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0]);
        file.AddRange(Scan(width, height, ycck ? Separated(rgb) : rgb));
        file.AddRange([0xFF, 0xD9]);
        return [.. file];
    }

    // End of block, sixteen zeros, and every run of zeros with every size; 162 symbols in all.
    private static byte[] AcSymbols { get; } =
        [0x00, 0xF0, .. from run in Enumerable.Range(0, 16) from bits in Enumerable.Range(1, 10) select (byte)((run << 4) | bits)];

    // The colours of JFIF, of the inks: the decoder turns them into red, green and blue first, and these into what is left of white.
    private static byte[] Separated(byte[] rgb)
    {
        byte[] result = new byte[rgb.Length];
        for (int i = 0; i < rgb.Length; i += 3)
        {
            (double red, double green, double blue) = (255 - rgb[i], 255 - rgb[i + 1], 255 - rgb[i + 2]);
            double brightness = (0.299 * red) + (0.587 * green) + (0.114 * blue);
            result[i] = ToByte(brightness);
            result[i + 1] = ToByte(128 + ((blue - brightness) / 1.772));
            result[i + 2] = ToByte(128 + ((red - brightness) / 1.402));
        }

        return result;

        static byte ToByte(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
    }

    private static int[] ZigZag { get; } =
        [.. Enumerable.Range(0, 64).OrderBy(i => (i / 8) + (i % 8)).ThenBy(i => ((i / 8) + (i % 8)) % 2 == 0 ? i % 8 : i / 8)];

    private static byte[] EightBitCodes(int count) => [.. Enumerable.Range(1, 16).Select(bits => (byte)(bits == 8 ? count : 0))];

    private static void Add(List<byte> file, byte marker, byte[] content)
    {
        byte[] length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(content.Length + 2));
        file.AddRange([0xFF, marker, .. length, .. content]);
    }

    private static List<byte> Scan(int width, int height, byte[] rgb)
    {
        var bits = new BitWriter();
        int[] previous = new int[Components];
        for (int top = 0; top < height; top += Block)
        {
            for (int left = 0; left < width; left += Block)
            {
                for (int component = 0; component < Components; component++)
                {
                    int[] coefficients = Transform(rgb, width, left, top, component);
                    WriteBlock(bits, coefficients, coefficients[0] - previous[component]);
                    previous[component] = coefficients[0];
                }
            }
        }

        return bits.Finish();
    }

    // The discrete cosine transform from its definition. Inverted inks: the three colours themselves, and 255 for no black.
    private static int[] Transform(byte[] rgb, int width, int left, int top, int component)
    {
        double[,] rows = new double[Block, Block];
        for (int y = 0; y < Block; y++)
        {
            for (int u = 0; u < Block; u++)
            {
                for (int x = 0; x < Block; x++)
                {
                    int level = component == 3 ? 255 : rgb[((((top + y) * width) + left + x) * 3) + component];
                    rows[y, u] += (level - 128) * Cosine(x, u);
                }
            }
        }

        int[] coefficients = new int[Block * Block];
        for (int i = 0; i < coefficients.Length; i++)
        {
            double sum = 0;
            for (int y = 0; y < Block; y++)
            {
                sum += rows[y, i % Block] * Cosine(y, i / Block);
            }

            coefficients[i] = (int)Math.Round(sum);
        }

        return coefficients;
    }

    private static double Cosine(int place, int frequency) =>
        (frequency == 0 ? Math.Sqrt(1.0 / Block) : Math.Sqrt(2.0 / Block)) * Math.Cos(((2 * place) + 1) * frequency * Math.PI / (2 * Block));

    private static void WriteBlock(BitWriter bits, int[] coefficients, int difference)
    {
        int size = BitWriter.SizeOf(difference);
        bits.Write(size, 8);
        bits.WriteValue(difference, size);
        int zeros = 0;
        for (int i = 1; i < coefficients.Length; i++)
        {
            int value = coefficients[ZigZag[i]];
            if (value == 0)
            {
                zeros++;
                continue;
            }

            for (; zeros > 15; zeros -= 16)
            {
                bits.Write(1, 8);
            }

            size = BitWriter.SizeOf(value);
            bits.Write(2 + (zeros * 10) + size - 1, 8);
            bits.WriteValue(value, size);
            zeros = 0;
        }

        if (zeros > 0)
        {
            bits.Write(0, 8);
        }
    }

    private sealed class BitWriter
    {
        private readonly List<byte> _bytes = [];
        private int _pending;
        private int _count;

        public static int SizeOf(int value) => value == 0 ? 0 : 32 - int.LeadingZeroCount(Math.Abs(value));

        /// <summary>A negative value is written as its one's complement.</summary>
        public void WriteValue(int value, int size) => Write(value < 0 ? value + (1 << size) - 1 : value, size);

        public void Write(int value, int size)
        {
            for (int bit = size - 1; bit >= 0; bit--)
            {
                _pending = (_pending << 1) | ((value >> bit) & 1);
                if (++_count == 8)
                {
                    _bytes.Add((byte)_pending);
                    if (_pending == 0xFF)
                    {
                        _bytes.Add(0);
                    }

                    (_pending, _count) = (0, 0);
                }
            }
        }

        public List<byte> Finish()
        {
            while (_count != 0)
            {
                Write(1, 1);
            }

            return _bytes;
        }
    }
}
