using Iris.Memory;

namespace Iris.Imaging;

/// <summary>
/// Decoded pixels: rows from top to bottom without gaps, 4 bytes a pixel: red, green, blue, unused. On Linux the page behind them is
/// inaccessible, so that code that writes too far ends the process instead of changing other data.
/// </summary>
internal sealed class Picture : IDisposable
{
    public const int BytesPerPixel = 4;

    // What no codec writes by chance: an opaque pixel ends with 0xFF, a transparent one is 0.
    private const byte MarginFilling = 0xA5;

    private readonly SensitiveBuffer<byte> _memory;
    private readonly int _margin;

    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="marginRow">
    /// The pixels of margin before the first row and behind the last one: as many as a row may have that a codec writes. 0 for no margin.
    /// </param>
    public Picture(int width, int height, int marginRow = 0)
    {
        _margin = MarginBytes(marginRow);
        Width = width;
        Height = height;
        _memory = new(checked((width * height * BytesPerPixel) + (2 * _margin)), isGuarded: true);
        if (_margin > 0)
        {
            _memory.Span[.._margin].Fill(MarginFilling);
            _memory.Span[^_margin..].Fill(MarginFilling);
        }
    }

    public int Width { get; }

    public int Height { get; }

    public int LongSide => Math.Max(Width, Height);

    public int Stride => Width * BytesPerPixel;

    public Span<byte> Pixels => _memory.Span[_margin..^_margin];

    public nint Address => _memory.Address + _margin;

    /// <summary>Whether nobody has written into the margins.</summary>
    public bool HasIntactMargins =>
        !_memory.Span[.._margin].ContainsAnyExcept(MarginFilling) && !_memory.Span[^_margin..].ContainsAnyExcept(MarginFilling);

    /// <summary>The memory that a picture takes.</summary>
    public static long MemoryBytes(int width, int height, int marginRow = 0) =>
        SensitiveMemory.SizeOfGuarded(((long)width * height * BytesPerPixel) + (2 * MarginBytes(marginRow)));

    public Span<byte> Row(int y) => Pixels.Slice(y * Stride, Stride);

    public void Dispose() => _memory.Dispose();

    private static int MarginBytes(int marginRow) =>
        ((marginRow * BytesPerPixel) + SensitiveMemory.Alignment - 1) & ~(SensitiveMemory.Alignment - 1);
}
