namespace Iris.Tests;

/// <summary>Writes GIF files as an encoder does that compresses: codes grow from a bit more than an index has to 12 bits.</summary>
internal static class LzwEncoder
{
    private const int MaxBlock = 255;
    private const int MaxCodes = 4096;

    /// <summary>A file of one frame and a palette of levels of grey.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="indices">The level of each pixel.</param>
    /// <param name="codeSize">The bits of an index.</param>
    /// <param name="clears">Whether it begins anew when all codes are in use; otherwise it goes on with those that it has.</param>
    public static byte[] Gif(int width, byte[] indices, int codeSize = 8, bool clears = true) =>
        Gif(width, indices.Length / width, codeSize, Encode(indices, codeSize, clears));

    /// <summary>A file of any codes.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="codeSize">The bits of an index.</param>
    /// <param name="codes">What <see cref="Pack"/> makes.</param>
    public static byte[] Gif(int width, int height, int codeSize, byte[] codes)
    {
        byte[] size = [(byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8)];
        byte[] palette = [.. Enumerable.Range(0, 256).SelectMany(level => Enumerable.Repeat((byte)level, 3))];
        byte[] blocks = [.. codes.Chunk(MaxBlock).SelectMany(block => (byte[])[(byte)block.Length, .. block])];
        return [.. "GIF89a"u8, .. size, 0xF7, 0, 0, .. palette, 0x2C, 0, 0, 0, 0, .. size, 0, (byte)codeSize, .. blocks, 0, 0x3B];
    }

    /// <summary>Codes of any lengths, one behind the other.</summary>
    public static byte[] Pack(params (int Code, int Bits)[] codes)
    {
        var packed = new List<byte>();
        long pending = 0;
        int pendingBits = 0;
        foreach ((int code, int bits) in codes)
        {
            pending |= (long)code << pendingBits;
            for (pendingBits += bits; pendingBits >= 8; pendingBits -= 8, pending >>= 8)
            {
                packed.Add((byte)pending);
            }
        }

        return [.. packed, (byte)pending];
    }

    private static byte[] Encode(byte[] indices, int codeSize, bool clears)
    {
        int clear = 1 << codeSize;
        var codes = new List<(int Code, int Bits)> { (clear, codeSize + 1) };
        var strings = new Dictionary<int, int>();
        int bits = codeSize + 1, next = clear + 2, current = indices[0];
        foreach (byte index in indices.Skip(1))
        {
            int longer = (current << 8) | index;
            if (strings.TryGetValue(longer, out int code))
            {
                current = code;
                continue;
            }

            codes.Add((current, bits));
            current = index;
            if (next < MaxCodes)
            {
                bits += next == 1 << bits ? 1 : 0;
                strings[longer] = next++;
            }
            else if (clears)
            {
                codes.Add((clear, bits));
                strings.Clear();
                (bits, next) = (codeSize + 1, clear + 2);
            }
        }

        codes.Add((current, bits));
        codes.Add((clear + 1, bits + (next == 1 << bits && bits < 12 ? 1 : 0)));
        return Pack([.. codes]);
    }
}
