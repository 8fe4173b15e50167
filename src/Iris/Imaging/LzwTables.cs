using System.Runtime.CompilerServices;

namespace Iris.Imaging;

/// <summary>
/// The strings that <see cref="LzwDecoder"/> has made of a file, and what it has written: request data, so it lives in a
/// <see cref="Memory.SensitiveBuffer{T}"/>. A string is kept in pieces of 8 bytes, so that it is written 8 bytes at a time, the last piece
/// first: the method of Wuffs (std/lzw/README.md there).
/// </summary>
internal struct LzwTables
{
    /// <summary>Codes have 12 bits at most, and a string has one byte for each code that led to it.</summary>
    public const int Codes = 4096;

    /// <summary>The bytes of a piece.</summary>
    public const int PieceBytes = sizeof(ulong);

    /// <summary>The last piece of each string, the first byte lowest; zero behind its end.</summary>
    public PieceArray LastPieces;

    /// <summary>The string without its last piece, where it has more than one.</summary>
    public CodeArray Beginnings;

    /// <summary>The length of each string in bytes: 1 to <see cref="Codes"/>.</summary>
    public CodeArray Lengths;

    /// <summary>What was decoded last.</summary>
    public OutputArray Output;

    [InlineArray(Codes)]
    public struct PieceArray
    {
        private ulong _first;
    }

    [InlineArray(Codes)]
    public struct CodeArray
    {
        private ushort _first;
    }

    // Room for the longest string behind as many bytes, and for the rest of its last piece.
    [InlineArray((2 * Codes) + PieceBytes)]
    public struct OutputArray
    {
        private byte _first;
    }
}
