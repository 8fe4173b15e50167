namespace Iris.Imaging;

/// <summary>Puts pixels that have an opacity in their fourth byte on black.</summary>
internal static class Opacity
{
    private const int Opaque = byte.MaxValue;

    /// <summary>
    /// Multiplies the colours with the opacity. A picture that is transparent everywhere is taken to be opaque: programs that know of no
    /// opacity leave zeros in its place, and browsers show such a picture.
    /// </summary>
    public static void Flatten(Picture picture)
    {
        Span<byte> pixels = picture.Pixels;
        if (IsTransparentEverywhere(pixels))
        {
            return;
        }

        for (int i = 0; i < pixels.Length; i += Picture.BytesPerPixel)
        {
            int opacity = pixels[i + 3];
            if (opacity != Opaque)
            {
                pixels[i] = Multiply(pixels[i], opacity);
                pixels[i + 1] = Multiply(pixels[i + 1], opacity);
                pixels[i + 2] = Multiply(pixels[i + 2], opacity);
            }
        }
    }

    private static bool IsTransparentEverywhere(ReadOnlySpan<byte> pixels)
    {
        for (int i = 3; i < pixels.Length; i += Picture.BytesPerPixel)
        {
            if (pixels[i] != 0)
            {
                return false;
            }
        }

        return true;
    }

    private static byte Multiply(byte colour, int opacity) => (byte)(((colour * opacity) + (Opaque / 2)) / Opaque);
}
