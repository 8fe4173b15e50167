using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Iris.Models;

namespace Iris.Imaging;

/// <summary>Makes a network's input of a whole picture.</summary>
internal static class Planes
{
    /// <summary>Writes the planes of the picture's channels.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="preprocessing">How a channel value becomes an input element.</param>
    /// <param name="planes">3 × height × width elements.</param>
    public static void Write(Picture picture, Preprocessing preprocessing, Span<float> planes)
    {
        ReadOnlySpan<uint> pixels = MemoryMarshal.Cast<byte, uint>(picture.Pixels);
        Span<float> red = planes.Slice(preprocessing.RedPlane * pixels.Length, pixels.Length);
        Span<float> green = planes.Slice(pixels.Length, pixels.Length);
        Span<float> blue = planes.Slice(preprocessing.BluePlane * pixels.Length, pixels.Length);
        (float scale, float offset, _) = preprocessing;
        int i = 0;
        for (; i <= pixels.Length - Vector256<uint>.Count; i += Vector256<uint>.Count)
        {
            var eight = Vector256.Create(pixels[i..]);
            EightPixels.Prepare(EightPixels.Channel(eight, 0), preprocessing).CopyTo(red[i..]);
            EightPixels.Prepare(EightPixels.Channel(eight, 8), preprocessing).CopyTo(green[i..]);
            EightPixels.Prepare(EightPixels.Channel(eight, 16), preprocessing).CopyTo(blue[i..]);
        }

        for (; i < pixels.Length; i++)
        {
            uint pixel = pixels[i];
            red[i] = ((pixel & 0xFF) * scale) + offset;
            green[i] = (((pixel >> 8) & 0xFF) * scale) + offset;
            blue[i] = (((pixel >> 16) & 0xFF) * scale) + offset;
        }
    }
}
