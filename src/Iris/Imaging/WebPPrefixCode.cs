namespace Iris.Imaging;

/// <summary>A prefix code of a lossless WebP (RFC 9649, section 6.2): canonical, made of the lengths of its symbols' codes.</summary>
internal ref struct WebPPrefixCode
{
    /// <summary>The most symbols that a code can have: those of green, with the largest cache of colours.</summary>
    public const int MaxSymbols = 256 + 24 + (1 << 11);

    private const int MaxLength = 15;
    private const int LengthSymbols = 19;

    // Symbols by the length of their code, and in their order.
    private readonly Span<ushort> _symbols;
    private readonly Span<ushort> _counts;
    private int _used;

    private WebPPrefixCode(Span<ushort> symbols, Span<ushort> counts)
    {
        _symbols = symbols;
        _counts = counts;
    }

    private static ReadOnlySpan<byte> OrderOfLengths => [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    /// <summary>Reads a code.</summary>
    /// <param name="bits">Where it stands.</param>
    /// <param name="alphabet">How many symbols it may have.</param>
    /// <param name="symbols">Room for <see cref="MaxSymbols"/>, which the code keeps.</param>
    /// <param name="counts">Room for 16 numbers, which the code keeps.</param>
    /// <param name="code">The code.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryRead(ref WebPBits bits, int alphabet, Span<ushort> symbols, Span<ushort> counts, out WebPPrefixCode code)
    {
        code = new(symbols, counts);
        Span<byte> lengths = stackalloc byte[MaxSymbols];
        lengths = lengths[..Math.Max(alphabet, 256)];
        lengths.Clear();
        if (bits.ReadBit() == 1)
        {
            int more = bits.ReadBit();
            lengths[bits.Read(bits.ReadBit() == 0 ? 1 : 8)] = 1;
            if (more == 1)
            {
                lengths[bits.Read(8)] = 1;
            }
        }
        else if (!TryReadLengths(ref bits, lengths[..alphabet]))
        {
            return false;
        }

        return code.TryBuild(lengths[..alphabet]) && !bits.IsExhausted;
    }

    /// <summary>Reads a symbol.</summary>
    public readonly int Read(ref WebPBits bits)
    {
        // A lone symbol takes no bits.
        if (_used == 1)
        {
            return _symbols[0];
        }

        int code = 0, first = 0, index = 0;
        for (int length = 1; length <= MaxLength; length++)
        {
            code |= bits.ReadBit();
            int count = _counts[length];
            if (code - count < first)
            {
                return _symbols[index + code - first];
            }

            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }

        return 0;
    }

    private static bool TryReadLengths(ref WebPBits bits, Span<byte> lengths)
    {
        Span<byte> own = stackalloc byte[LengthSymbols];
        own.Clear();
        int count = bits.Read(4) + 4;
        for (int i = 0; i < count; i++)
        {
            own[OrderOfLengths[i]] = (byte)bits.Read(3);
        }

        var code = new WebPPrefixCode(stackalloc ushort[LengthSymbols], stackalloc ushort[MaxLength + 1]);
        if (!code.TryBuild(own))
        {
            return false;
        }

        int left = lengths.Length;
        if (bits.ReadBit() == 1)
        {
            left = 2 + bits.Read(2 + (2 * bits.Read(3)));
            if (left > lengths.Length)
            {
                return false;
            }
        }

        byte previous = 8;
        for (int symbol = 0; symbol < lengths.Length && left > 0; left--)
        {
            int length = code.Read(ref bits);
            if (length < 16)
            {
                previous = length == 0 ? previous : (byte)length;
                lengths[symbol++] = (byte)length;
                continue;
            }

            int repeat = length switch { 16 => 3 + bits.Read(2), 17 => 3 + bits.Read(3), _ => 11 + bits.Read(7) };
            if (symbol + repeat > lengths.Length)
            {
                return false;
            }

            lengths.Slice(symbol, repeat).Fill(length == 16 ? previous : (byte)0);
            symbol += repeat;
        }

        return !bits.IsExhausted;
    }

    // Every bit string has to begin with a symbol's code, unless there is one symbol alone.
    private bool TryBuild(scoped ReadOnlySpan<byte> lengths)
    {
        _counts.Clear();
        foreach (byte length in lengths)
        {
            _counts[length]++;
        }

        _counts[0] = 0;
        Span<int> next = stackalloc int[MaxLength + 2];
        int open = 1;
        next[1] = 0;
        for (int length = 1; length <= MaxLength; length++)
        {
            open = (open << 1) - _counts[length];
            next[length + 1] = next[length] + _counts[length];
            if (open < 0)
            {
                return false;
            }
        }

        _used = next[MaxLength + 1];
        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            if (lengths[symbol] > 0)
            {
                _symbols[next[lengths[symbol]]++] = (ushort)symbol;
            }
        }

        return _used == 1 || (_used > 1 && open == 0);
    }
}
