using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Iris.Imaging;

/// <summary>256 colours as <see cref="Picture"/> stores them. An index of a byte is always within, and needs no check.</summary>
[InlineArray(Length)]
internal struct Palette
{
    public const int Length = 256;

    // Opaque black has no byte set but the last.
    private static readonly uint Black = Colour(0, 0, 0);

    private uint _first;

    /// <summary>A pixel, its bytes in memory being red, green, blue and 255.</summary>
    public static uint Colour(byte red, byte green, byte blue) => MemoryMarshal.Read<uint>([red, green, blue, byte.MaxValue]);

    /// <summary>Makes all colours opaque black: what an index stands for that the file has no colour for.</summary>
    public static void Blacken(ref Palette palette) => ((Span<uint>)palette).Fill(Black);
}
