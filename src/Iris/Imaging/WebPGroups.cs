using System.Numerics;
using Iris.Memory;

namespace Iris.Imaging;

/// <summary>
/// Counts the groups of prefix codes of a lossless WebP (RFC 9649, sections 4 to 6). Its decoder makes tables of 12 to 21 KB for each, of which a small file can
/// have 65,536. How many there are says a picture inside of the file, behind those that its transforms have: all of these are read here.
/// </summary>
internal static class WebPGroups
{
    // From libwebp: entries of four bytes for the five tables of a group, those of green by the bits of the cache of colours, and what is kept of the group beside.
    private const int EntryBytes = 4, EntriesWithoutGreen = (630 * 3) + 410, BytesBeside = 1024;

    private const int LiteralSymbols = 256, LengthSymbols = 24, DistanceSymbols = 40;
    private const int MaxCacheBits = 11;
    private const uint CacheHash = 0x1E35A7BD;

    // Those of 67 megapixels in the smallest blocks. Encoders make 2,600 blocks at most.
    private const int MaxBlocks = 1 << 22;
    private const int MaxGroups = 1 << 16;

    private static ReadOnlySpan<short> GreenEntries => [654, 656, 658, 662, 670, 686, 718, 782, 912, 1168, 1680, 2704];

    // Neighbours that short distances mean: to the left, then above.
    private static ReadOnlySpan<sbyte> Neighbours =>
    [
        0, 1, 1, 0, 1, 1, -1, 1, 0, 2, 2, 0, 1, 2, -1, 2, 2, 1, -2, 1, 2, 2, -2, 2, 0, 3, 3, 0, 1, 3, -1, 3, 3, 1, -3, 1, 2, 3, -2, 3, 3, 2, -3, 2, 0, 4, 4, 0,
        1, 4, -1, 4, 4, 1, -4, 1, 3, 3, -3, 3, 2, 4, -2, 4, 4, 2, -4, 2, 0, 5, 3, 4, -3, 4, 4, 3, -4, 3, 5, 0, 1, 5, -1, 5, 5, 1, -5, 1, 2, 5, -2, 5, 5, 2, -5, 2,
        4, 4, -4, 4, 3, 5, -3, 5, 5, 3, -5, 3, 0, 6, 6, 0, 1, 6, -1, 6, 6, 1, -6, 1, 2, 6, -2, 6, 6, 2, -6, 2, 4, 5, -4, 5, 5, 4, -5, 4, 3, 6, -3, 6, 6, 3, -6, 3,
        0, 7, 7, 0, 1, 7, -1, 7, 5, 5, -5, 5, 7, 1, -7, 1, 4, 6, -4, 6, 6, 4, -6, 4, 2, 7, -2, 7, 7, 2, -7, 2, 3, 7, -3, 7, 7, 3, -7, 3, 5, 6, -5, 6, 6, 5, -6, 5,
        8, 0, 4, 7, -4, 7, 7, 4, -7, 4, 8, 1, 8, 2, 6, 6, -6, 6, 8, 3, 5, 7, -5, 7, 7, 5, -7, 5, 8, 4, 6, 7, -6, 7, 7, 6, -7, 6, 8, 5, 7, 7, -7, 7, 8, 6, 8, 7,
    ];

    /// <summary>What the decoder keeps for the groups.</summary>
    /// <param name="stream">The file's part behind the size: from the first transform on.</param>
    /// <param name="width">The picture's width.</param>
    /// <param name="height">The picture's height.</param>
    /// <returns>Bytes: of one group where the stream is not lossless WebP, or ends too early, since the decoder comes no further then.</returns>
    public static unsafe long Measure(ReadOnlySpan<byte> stream, int width, int height)
    {
        int cacheBits = 0, groups = 1;
        fixed (byte* bytes = stream)
        {
            var bits = new WebPBits(bytes, stream.Length);
            if (TryPassTransforms(ref bits, ref width, height) && TryReadCacheBits(ref bits, out cacheBits))
            {
                groups = CountGroups(ref bits, width, height);
            }
        }

        return groups * (long)(((EntriesWithoutGreen + GreenEntries[cacheBits]) * EntryBytes) + BytesBeside);
    }

    private static bool TryPassTransforms(ref WebPBits bits, ref int width, int height)
    {
        const int Predictor = 0, Colour = 1, Palette = 3;
        for (int seen = 0; bits.ReadBit() == 1 && !bits.IsExhausted;)
        {
            int type = bits.Read(2);
            if ((seen & (1 << type)) != 0)
            {
                return false;
            }

            seen |= 1 << type;
            if (type is Predictor or Colour)
            {
                int blockBits = 2 + bits.Read(3);
                if (!TryReadImage(ref bits, Blocks(width, blockBits), Blocks(height, blockBits), []))
                {
                    return false;
                }
            }
            else if (type == Palette)
            {
                int colours = bits.Read(8) + 1;
                width = Blocks(width, colours > 16 ? 0 : colours > 4 ? 1 : colours > 2 ? 2 : 3);
                if (!TryReadImage(ref bits, colours, 1, []))
                {
                    return false;
                }
            }
        }

        return !bits.IsExhausted;
    }

    private static bool TryReadCacheBits(ref WebPBits bits, out int cacheBits)
    {
        cacheBits = bits.ReadBit() == 1 ? bits.Read(4) : -1;
        bool isPossible = cacheBits is -1 or (>= 1 and <= MaxCacheBits);
        cacheBits = isPossible ? Math.Max(cacheBits, 0) : 0;
        return isPossible;
    }

    // A picture in which red and green of each pixel are the number of a block's group. The decoder makes all up to the highest, or those that occur where that is less.
    private static int CountGroups(ref WebPBits bits, int width, int height)
    {
        if (bits.ReadBit() == 0)
        {
            return 1;
        }

        int blockBits = 2 + bits.Read(3);
        int across = Blocks(width, blockBits), down = Blocks(height, blockBits);
        if ((long)across * down > MaxBlocks)
        {
            return MaxGroups;
        }

        using var image = new SensitiveBuffer<uint>(across * down);
        if (!TryReadImage(ref bits, across, down, image.Span))
        {
            return 1;
        }

        Span<ulong> isUsed = stackalloc ulong[MaxGroups / 64];
        isUsed.Clear();
        int highest = 0;
        foreach (uint pixel in image.Span)
        {
            int group = (int)(pixel >> 8) & (MaxGroups - 1);
            highest = Math.Max(highest, group);
            isUsed[group / 64] |= 1UL << (group % 64);
        }

        const int MaxUnmapped = 1000;
        if (highest < MaxUnmapped)
        {
            return highest + 1;
        }

        int used = 0;
        foreach (ulong word in isUsed)
        {
            used += BitOperations.PopCount(word);
        }

        return used;
    }

    // An image inside of the file: one group of codes, then the pixels. Without room for them they are passed over.
    private static bool TryReadImage(ref WebPBits bits, int width, int height, Span<uint> pixels)
    {
        if (!TryReadCacheBits(ref bits, out int cacheBits))
        {
            return false;
        }

        int cached = cacheBits == 0 ? 0 : 1 << cacheBits;
        Span<ushort> counts = stackalloc ushort[5 * 16];
        using var symbols = new SensitiveBuffer<ushort>(5 * WebPPrefixCode.MaxSymbols);
        using var cache = new SensitiveBuffer<uint>(pixels.IsEmpty ? 0 : cached);
        if (!TryReadCode(ref bits, 0, LiteralSymbols + LengthSymbols + cached, symbols.Span, counts, out WebPPrefixCode green)
            || !TryReadCode(ref bits, 1, LiteralSymbols, symbols.Span, counts, out WebPPrefixCode red)
            || !TryReadCode(ref bits, 2, LiteralSymbols, symbols.Span, counts, out WebPPrefixCode blue)
            || !TryReadCode(ref bits, 3, LiteralSymbols, symbols.Span, counts, out WebPPrefixCode alpha)
            || !TryReadCode(ref bits, 4, DistanceSymbols, symbols.Span, counts, out WebPPrefixCode distances))
        {
            return false;
        }

        long count = (long)width * height;
        for (long at = 0; at < count;)
        {
            int symbol = green.Read(ref bits);
            long length = 1, distance = 0;
            uint pixel = 0;
            if (symbol < LiteralSymbols)
            {
                pixel = ((uint)red.Read(ref bits) << 16) | ((uint)symbol << 8) | (uint)blue.Read(ref bits);
                pixel |= (uint)alpha.Read(ref bits) << 24;
            }
            else if (symbol < LiteralSymbols + LengthSymbols)
            {
                length = ReadNumber(ref bits, symbol - LiteralSymbols);
                distance = DistanceOf(ReadNumber(ref bits, distances.Read(ref bits)), width);
                if (distance > at || length > count - at)
                {
                    return false;
                }
            }
            else if (!pixels.IsEmpty)
            {
                pixel = cache.Span[symbol - LiteralSymbols - LengthSymbols];
            }

            if (bits.IsExhausted)
            {
                return false;
            }

            for (; length > 0 && !pixels.IsEmpty; length--, at++)
            {
                pixels[(int)at] = distance > 0 ? pixels[(int)(at - distance)] : pixel;
                if (cacheBits > 0)
                {
                    cache.Span[(int)((pixels[(int)at] * CacheHash) >> (32 - cacheBits))] = pixels[(int)at];
                }
            }

            at += length;
        }

        return true;
    }

    private static bool TryReadCode(
        ref WebPBits bits, int index, int alphabet, Span<ushort> symbols, Span<ushort> counts, out WebPPrefixCode code) =>
        WebPPrefixCode.TryRead(
            ref bits, alphabet, symbols.Slice(index * WebPPrefixCode.MaxSymbols, WebPPrefixCode.MaxSymbols), counts.Slice(index * 16, 16), out code);

    // Lengths and distances: a symbol for the size, then what is left.
    private static long ReadNumber(ref WebPBits bits, int symbol)
    {
        if (symbol < 4)
        {
            return symbol + 1;
        }

        int extra = (symbol - 2) >> 1;
        return ((2L + (symbol & 1)) << extra) + bits.Read(extra) + 1;
    }

    private static long DistanceOf(long code, int width)
    {
        int near = Neighbours.Length / 2;
        return code > near ? code - near : Math.Max(Neighbours[(int)(2 * (code - 1))] + (Neighbours[(int)(2 * (code - 1)) + 1] * (long)width), 1);
    }

    private static int Blocks(int side, int blockBits) => (side + (1 << blockBits) - 1) >> blockBits;
}
