using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Iris.Alignment;
using Iris.Models;

namespace Iris.Imaging;

/// <summary>Cuts a turned and scaled square out of a picture as a network's input. Outside the picture is black.</summary>
internal static class SimilarityWarp
{
    /// <summary>Writes the square's red, green and blue planes, bilinearly interpolated.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="toSquare">From pixels of the picture to pixels of the square, both counted at pixel centres.</param>
    /// <param name="side">The square's side in pixels.</param>
    /// <param name="preprocessing">How a channel value becomes an input element.</param>
    /// <param name="planes">3 × side × side elements.</param>
    public static void Cut(Picture source, SimilarityTransform toSquare, int side, Preprocessing preprocessing, Span<float> planes)
    {
        SimilarityTransform toSource = toSquare.Inverse();
        Vector2 right = new(toSource.A, toSource.B);
        ReadOnlySpan<uint> pixels = MemoryMarshal.Cast<byte, uint>(source.Pixels);
        Span<float> red = planes[..(side * side)];
        Span<float> green = planes.Slice(side * side, side * side);
        Span<float> blue = planes.Slice(2 * side * side, side * side);
        for (int y = 0, to = 0; y < side; y++)
        {
            Vector2 rowStart = toSource.Apply(new Vector2(0, y));
            for (int x = 0; x < side; x++, to++)
            {
                Vector4 value = Sample(pixels, source.Width, source.Height, rowStart + (right * x));
                value = (value * preprocessing.Scale) + new Vector4(preprocessing.Offset);
                red[to] = value.X;
                green[to] = value.Y;
                blue[to] = value.Z;
            }
        }
    }

    private static Vector4 Sample(ReadOnlySpan<uint> pixels, int width, int height, Vector2 at)
    {
        // Also false for NaN: a degenerate transform reads nothing.
        if (!(at.X > -1 && at.Y > -1 && at.X < width && at.Y < height))
        {
            return Vector4.Zero;
        }

        int left = (int)MathF.Floor(at.X);
        int top = (int)MathF.Floor(at.Y);
        float fractionX = at.X - left;
        float fractionY = at.Y - top;
        Vector4 upper = Vector4.Lerp(Pixel(pixels, width, height, left, top), Pixel(pixels, width, height, left + 1, top), fractionX);
        Vector4 lower = Vector4.Lerp(Pixel(pixels, width, height, left, top + 1), Pixel(pixels, width, height, left + 1, top + 1), fractionX);
        return Vector4.Lerp(upper, lower, fractionY);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector4 Pixel(ReadOnlySpan<uint> pixels, int width, int height, int x, int y)
    {
        if ((uint)x >= (uint)width || (uint)y >= (uint)height)
        {
            return Vector4.Zero;
        }

        uint pixel = pixels[(y * width) + x];
        return new Vector4(pixel & 0xFF, (pixel >> 8) & 0xFF, (pixel >> 16) & 0xFF, 0);
    }
}
