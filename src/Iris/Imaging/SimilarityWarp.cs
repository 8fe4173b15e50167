using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Iris.Alignment;
using Iris.Models;

namespace Iris.Imaging;

/// <summary>Cuts a turned and scaled square out of a picture as a network's input. Outside the picture is black.</summary>
internal static class SimilarityWarp
{
    private static readonly Vector256<float> Lanes = Vector256.CreateSequence(0f, 1f);

    /// <summary>Writes the planes of the square's channels, bilinearly interpolated.</summary>
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
        Span<float> red = planes.Slice(preprocessing.RedPlane * side * side, side * side);
        Span<float> green = planes.Slice(side * side, side * side);
        Span<float> blue = planes.Slice(preprocessing.BluePlane * side * side, side * side);
        for (int y = 0, to = 0; y < side; y++)
        {
            Vector2 rowStart = toSource.Apply(new Vector2(0, y));
            for (int x = 0; x < side;)
            {
                if (Avx2.IsSupported && x <= side - Vector256<float>.Count)
                {
                    Vector256<float> steps = Vector256.Create((float)x) + Lanes;
                    Vector256<float> atX = Vector256.Create(rowStart.X) + (right.X * steps);
                    Vector256<float> atY = Vector256.Create(rowStart.Y) + (right.Y * steps);
                    if (IsInside(atX, source.Width) && IsInside(atY, source.Height))
                    {
                        Eight eight = SampleInside(pixels, source.Width, atX, atY);
                        EightPixels.Prepare(eight.Red, preprocessing).CopyTo(red[to..]);
                        EightPixels.Prepare(eight.Green, preprocessing).CopyTo(green[to..]);
                        EightPixels.Prepare(eight.Blue, preprocessing).CopyTo(blue[to..]);
                        x += Vector256<float>.Count;
                        to += Vector256<float>.Count;
                        continue;
                    }
                }

                Vector4 value = Sample(pixels, source.Width, source.Height, rowStart + (right * x));
                value = (value * preprocessing.Scale) + new Vector4(preprocessing.Offset);
                red[to] = value.X;
                green[to] = value.Y;
                blue[to] = value.Z;
                x++;
                to++;
            }
        }
    }

    // Whether each coordinate has a pixel before and behind it. False for NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsInside(Vector256<float> at, int length) =>
        Vector256.GreaterThanOrEqualAll(at, Vector256<float>.Zero) && Vector256.LessThanAll(at, Vector256.Create((float)(length - 1)));

    // Eight samples, each to the bit what Sample makes of it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Eight SampleInside(ReadOnlySpan<uint> pixels, int width, Vector256<float> atX, Vector256<float> atY)
    {
        Vector256<int> left = Vector256.ConvertToInt32Native(atX);
        Vector256<int> top = Vector256.ConvertToInt32Native(atY);
        Vector256<float> fractionX = atX - Vector256.ConvertToSingle(left);
        Vector256<float> fractionY = atY - Vector256.ConvertToSingle(top);
        Vector256<int> first = (top * width) + left;
        (Vector256<uint> upperLeft, Vector256<uint> upperRight) = PairsAt(pixels, first);
        (Vector256<uint> lowerLeft, Vector256<uint> lowerRight) = PairsAt(pixels, first + Vector256.Create(width));
        return new(Interpolate(0), Interpolate(8), Interpolate(16));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        Vector256<float> Interpolate(int shift) => Vector256.Lerp(
            Vector256.Lerp(EightPixels.Channel(upperLeft, shift), EightPixels.Channel(upperRight, shift), fractionX),
            Vector256.Lerp(EightPixels.Channel(lowerLeft, shift), EightPixels.Channel(lowerRight, shift), fractionX),
            fractionY);
    }

    // Each pixel with the one to its right, which lie side by side in memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe (Vector256<uint> Left, Vector256<uint> Right) PairsAt(ReadOnlySpan<uint> pixels, Vector256<int> indices)
    {
        fixed (uint* start = pixels)
        {
            Vector256<ulong> lower = Avx2.GatherVector256((ulong*)start, indices.GetLower(), sizeof(uint));
            Vector256<ulong> upper = Avx2.GatherVector256((ulong*)start, indices.GetUpper(), sizeof(uint));
            return (Vector256.Narrow(lower, upper), Vector256.Narrow(lower >>> 32, upper >>> 32));
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

    private readonly record struct Eight(Vector256<float> Red, Vector256<float> Green, Vector256<float> Blue);
}
