using Iris.Memory;

namespace Iris.Imaging;

/// <summary>
/// Decoded pixels: rows from top to bottom without gaps, 4 bytes a pixel: red, green, blue, unused. On Linux the page behind their memory is
/// inaccessible, so that code that writes too far ends the process instead of changing other data.
/// </summary>
internal sealed class Picture : IDisposable
{
    public const int BytesPerPixel = 4;

    private readonly SensitiveBuffer<byte> _memory;
    private readonly int _start;

    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    public Picture(int width, int height)
    {
        Width = width;
        Height = height;
        _memory = new(checked(width * height * BytesPerPixel), isGuarded: true);
    }

    /// <summary>A picture that a decode in the sandbox has left in its memory, which is the picture's from now on.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="start">Where the pixels begin in it.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    public Picture(SensitiveBuffer<byte> memory, int start, int width, int height)
    {
        Width = width;
        Height = height;
        _memory = memory;
        _start = start;
    }

    public int Width { get; }

    public int Height { get; }

    public int LongSide => Math.Max(Width, Height);

    public int Stride => Width * BytesPerPixel;

    public Span<byte> Pixels => _memory.Span.Slice(_start, Stride * Height);

    public nint Address => _memory.Address + _start;

    /// <summary>The memory that a picture of its own takes.</summary>
    public static long MemoryBytes(int width, int height) => SensitiveMemory.SizeOfGuarded((long)width * height * BytesPerPixel);

    public Span<byte> Row(int y) => Pixels.Slice(y * Stride, Stride);

    public void Dispose() => _memory.Dispose();
}
