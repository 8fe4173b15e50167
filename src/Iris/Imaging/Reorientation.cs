using System.Runtime.InteropServices;

namespace Iris.Imaging;

/// <summary>Turns and mirrors pictures by quarter turns.</summary>
internal static class Reorientation
{
    /// <summary>Whether width and height change places.</summary>
    public static bool SwapsSides(Orientation orientation) => orientation >= Orientation.Transpose;

    /// <summary>Makes the upright picture of a stored one.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Picture Apply(Picture stored, Orientation orientation, CancellationToken cancellationToken = default)
    {
        var upright = SwapsSides(orientation) ? new Picture(stored.Height, stored.Width) : new Picture(stored.Width, stored.Height);
        try
        {
            Apply(stored, orientation, upright, cancellationToken);
            return upright;
        }
        catch
        {
            upright.Dispose();
            throw;
        }
    }

    private static void Apply(Picture stored, Orientation orientation, Picture upright, CancellationToken cancellationToken)
    {
        int width = stored.Width;
        int height = stored.Height;

        // Where the upright picture's first pixel is stored, and how far apart its neighbours to the right and below are.
        (int first, int right, int below) = orientation switch
        {
            Orientation.MirrorHorizontally => (width - 1, -1, width),
            Orientation.TurnHalf => ((width * height) - 1, -1, -width),
            Orientation.MirrorVertically => (width * (height - 1), 1, -width),
            Orientation.Transpose => (0, width, 1),
            Orientation.TurnClockwise => (width * (height - 1), -width, 1),
            Orientation.Transverse => ((width * height) - 1, -width, -1),
            Orientation.TurnCounterclockwise => (width - 1, width, -1),
            _ => (0, 1, width),
        };

        ReadOnlySpan<uint> source = MemoryMarshal.Cast<byte, uint>(stored.Pixels);
        Span<uint> target = MemoryMarshal.Cast<byte, uint>(upright.Pixels);
        for (int y = 0, to = 0; y < upright.Height; y++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int from = first + (y * below);
            for (int x = 0; x < upright.Width; x++, from += right)
            {
                target[to++] = source[from];
            }
        }
    }
}
