namespace Iris.Imaging;

/// <summary>Puts pixels that have an opacity in their fourth byte on black.</summary>
internal static class Opacity
{
    private const int Opaque = byte.MaxValue;

    /// <summary>
    /// Multiplies the colours with the opacity. A picture that is transparent everywhere is taken to be opaque: programs that know of no
    /// opacity leave zeros in its place, and browsers show such a picture.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static void Flatten(Picture picture, CancellationToken cancellationToken)
    {
        if (IsTransparentEverywhere(picture, cancellationToken))
        {
            return;
        }

        for (int y = 0; y < picture.Height; y++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Span<byte> row = picture.Row(y);
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

    private static bool IsTransparentEverywhere(Picture picture, CancellationToken cancellationToken)
    {
        for (int y = 0; y < picture.Height; y++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Span<byte> row = picture.Row(y);
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
