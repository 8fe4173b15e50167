namespace Iris.Imaging;

/// <summary>Reads the bits of a lossless WebP, the lowest of each byte first (RFC 9649, section 3).</summary>
/// <param name="bytes">Where they are; they must stay there.</param>
/// <param name="length">How many bytes there are.</param>
internal unsafe struct WebPBits(byte* bytes, int length)
{
    private long _position;

    /// <summary>Whether more was read than there is. What was read beyond is zero.</summary>
    public readonly bool IsExhausted => _position > (long)length * 8;

    /// <summary>Reads a number.</summary>
    /// <param name="count">How many bits it has: 0 to 18.</param>
    public int Read(int count)
    {
        int value = 0;
        for (int i = 0; i < count; i++)
        {
            value |= ReadBit() << i;
        }

        return value;
    }

    /// <summary>Reads one bit.</summary>
    public int ReadBit()
    {
        long at = _position >> 3;
        int bit = at < length ? (bytes[at] >> (int)(_position & 7)) & 1 : 0;
        _position++;
        return bit;
    }
}
