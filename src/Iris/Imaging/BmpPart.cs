using System.Numerics;
using System.Runtime.CompilerServices;

namespace Iris.Imaging;

/// <summary>Reads a part of a BMP's pixel, such as its red, as a level of 0 to 255.</summary>
internal struct BmpPart
{
    private const int MaxBits = 8;

    private uint _mask;
    private int _shift;
    private LevelArray _levels;

    /// <summary>Prepares to read a part.</summary>
    /// <param name="part">It, zeroed.</param>
    /// <param name="mask">Its bits. Of more than 8 the lower ones are left out.</param>
    /// <param name="missing">The level where the mask is 0.</param>
    public static void Prepare(ref BmpPart part, uint mask, byte missing = 0)
    {
        if (mask == 0)
        {
            ((Span<byte>)part._levels).Fill(missing);
            return;
        }

        int bits = 32 - BitOperations.LeadingZeroCount(mask) - BitOperations.TrailingZeroCount(mask);
        int used = Math.Min(bits, MaxBits);
        part._mask = mask;
        part._shift = BitOperations.TrailingZeroCount(mask) + bits - used;
        int most = (1 << used) - 1;
        for (int value = 0; value <= most; value++)
        {
            part._levels[value] = (byte)(((value * byte.MaxValue) + (most / 2)) / most);
        }
    }

    public readonly byte Read(uint pixel) => _levels[(byte)((pixel & _mask) >> _shift)];

    [InlineArray(1 << MaxBits)]
    private struct LevelArray
    {
        private byte _first;
    }
}
