using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Iris.Imaging;

/// <summary>
/// Decodes the palette indices of a GIF's frame (GIF89a specification, appendix F). Each code stands for a string of indices; each code but the
/// first one adds a string: the one before it and the first index of its own. A clear code begins anew.
/// </summary>
internal ref struct LzwDecoder
{
    private const int MaxCodeBits = 12;

    private readonly ref LzwTables _tables;
    private readonly int _codeSize;

    // The code that the next string gets. Before the first string it is the end code, and there is no previous code.
    private int _next;
    private int _previous;

    // How many bits a code has, and those that were read but are not used yet.
    private int _codeBits;
    private ulong _bits;
    private int _bitCount;

    /// <param name="tables">Where the strings are kept.</param>
    /// <param name="codeSize">The bits of an index: 0 to 8.</param>
    public LzwDecoder(ref LzwTables tables, int codeSize)
    {
        _tables = ref tables;
        _codeSize = codeSize;
        _next = EndCode;
        _codeBits = codeSize + 1;
        for (int i = 0; i < ClearCode; i++)
        {
            tables.LastPieces[i] = (ulong)i;
            tables.Lengths[i] = 1;
        }
    }

    /// <summary>Why <see cref="Decode"/> has returned.</summary>
    public enum Stop
    {
        /// <summary>There may be more.</summary>
        OutputFull,

        /// <summary>The blocks have ended, or the file has.</summary>
        BlocksEnded,

        /// <summary>The code that says so.</summary>
        EndCode,

        /// <summary>A code that stands for nothing.</summary>
        BadCode,
    }

    private readonly int ClearCode => 1 << _codeSize;

    private readonly int EndCode => ClearCode + 1;

    /// <summary>Decodes on, until there are some thousand indices or no more.</summary>
    /// <param name="blocks">Where the codes are.</param>
    /// <param name="indices">What was decoded. Valid until the next call.</param>
    /// <exception cref="OperationCanceledException">The token of the blocks was cancelled.</exception>
    public Stop Decode(ref GifBlocks blocks, out ReadOnlySpan<byte> indices)
    {
        // Fields of a struct stay in memory, these are in registers.
        (int next, int previous, int codeBits, ulong bits, int bitCount) = (_next, _previous, _codeBits, _bits, _bitCount);
        (int clearCode, int endCode) = (ClearCode, EndCode);
        ref LzwTables tables = ref _tables;
        Span<byte> output = tables.Output;
        int written = 0;
        Stop stop = Stop.OutputFull;
        while (written < LzwTables.Codes)
        {
            if (bitCount < codeBits)
            {
                ReadOnlySpan<byte> block = blocks.Current;
                if (block.Length >= sizeof(uint))
                {
                    bits |= (ulong)BinaryPrimitives.ReadUInt32LittleEndian(block) << bitCount;
                    bitCount += 8 * sizeof(uint);
                    blocks.Advance(sizeof(uint));
                }
                else if (blocks.TryRead(out byte value))
                {
                    bits |= (ulong)value << bitCount;
                    bitCount += 8;
                    continue;
                }
                else
                {
                    stop = Stop.BlocksEnded;
                    break;
                }
            }

            int code = (int)bits & ((1 << codeBits) - 1);
            bits >>= codeBits;
            bitCount -= codeBits;
            if (code == clearCode)
            {
                next = endCode;
                codeBits = _codeSize + 1;
                continue;
            }

            if (code == endCode || code > next)
            {
                stop = code == endCode ? Stop.EndCode : Stop.BadCode;
                break;
            }

            byte first;
            if (code < clearCode)
            {
                first = (byte)code;
                output[written++] = first;
            }
            else if (code < next)
            {
                first = WriteString(ref tables, code, output, ref written);
            }
            else
            {
                // The string that this code itself adds.
                first = WriteString(ref tables, previous, output, ref written);
                output[written++] = first;
            }

            if (next < LzwTables.Codes)
            {
                if (next > endCode)
                {
                    AddString(ref tables, next, previous, first);
                }

                previous = code;
                next++;
                if (next >= 1 << codeBits && codeBits < MaxCodeBits)
                {
                    codeBits++;
                }
            }
        }

        (_next, _previous, _codeBits, _bits, _bitCount) = (next, previous, codeBits, bits, bitCount);
        indices = output[..written];
        return stop;
    }

    // The first index of the string.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte WriteString(ref LzwTables tables, int code, Span<byte> output, ref int written)
    {
        int start = written;
        int length = tables.Lengths[code];
        written += length;
        int at = start + ((length - 1) & -LzwTables.PieceBytes);
        while (true)
        {
            ulong piece = tables.LastPieces[code];
            BinaryPrimitives.WriteUInt64LittleEndian(output[at..], piece);
            if (at == start)
            {
                return (byte)piece;
            }

            at -= LzwTables.PieceBytes;
            code = tables.Beginnings[code];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddString(ref LzwTables tables, int code, int beginning, byte last)
    {
        int length = tables.Lengths[beginning];
        int inPiece = length & (LzwTables.PieceBytes - 1);
        bool isNewPiece = inPiece == 0;
        tables.LastPieces[code] = (isNewPiece ? 0 : tables.LastPieces[beginning]) | ((ulong)last << (8 * inPiece));
        tables.Beginnings[code] = isNewPiece ? (ushort)beginning : tables.Beginnings[beginning];
        tables.Lengths[code] = (ushort)(length + 1);
    }
}
