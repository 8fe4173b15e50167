namespace Iris.Imaging;

/// <summary>Puts pixels that have an opacity in their fourth byte on black.</summary>
internal static class Opacity
{
    private const int Opaque = byte.MaxValue;

    /// <summary>
    /// Multiplies the colours with the opacity. A picture that is transparent everywhere is taken to be opaque: programs that know of no
    /// opacity leave zeros in its place, and browsers show such a picture.
    /// </summary>
    /// <param name="pixels">The rows, without gaps.</param>
    /// <param name="stride">The bytes of a row.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static void Flatten(Span<byte> pixels, int stride, CancellationToken cancellationToken)
    {
        if (IsTransparentEverywhere(pixels, stride, cancellationToken))
        {
            return;
        }

        for (; !pixels.IsEmpty; pixels = pixels[stride..])
        {
            cancellationToken.ThrowIfCancellationRequested();
            Span<byte> row = pixels[..stride];
            for (int i = 0; i < row.Length; i += Picture.BytesPerPixel)
            {
                int opacity = row[i + 3];
                if (opacity != Opaque)
                {
                    row[i] = Multiply(row[i], opacity);
                    row[i + 1] = Multiply(row[i + 1], opacity);
                    row[i + 2] = Multiply(row[i + 2], opacity);
                }
            }
        }
    }

    private static bool IsTransparentEverywhere(ReadOnlySpan<byte> pixels, int stride, CancellationToken cancellationToken)
    {
        for (; !pixels.IsEmpty; pixels = pixels[stride..])
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> row = pixels[..stride];
            for (int i = 3; i < row.Length; i += Picture.BytesPerPixel)
            {
                if (row[i] != 0)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static byte Multiply(byte colour, int opacity) => (byte)(((colour * opacity) + (Opaque / 2)) / Opaque);
}
