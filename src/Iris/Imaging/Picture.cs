using Iris.Memory;

namespace Iris.Imaging;

/// <summary>Decoded pixels: rows from top to bottom without gaps, 4 bytes a pixel: red, green, blue, unused.</summary>
internal sealed class Picture(int width, int height) : IDisposable
{
    public const int BytesPerPixel = 4;

    private readonly SensitiveBuffer<byte> _pixels = new(checked(width * height * BytesPerPixel));

    public int Width { get; } = width;

    public int Height { get; } = height;

    public int LongSide => Math.Max(Width, Height);

    public int Stride => Width * BytesPerPixel;

    public Span<byte> Pixels => _pixels.Span;

    public nint Address => _pixels.Address;

    /// <summary>The memory that a picture takes.</summary>
    public static long MemoryBytes(int width, int height) => SensitiveMemory.SizeOf((long)width * height * BytesPerPixel);

    public Span<byte> Row(int y) => Pixels.Slice(y * Stride, Stride);

    public void Dispose() => _pixels.Dispose();
}
