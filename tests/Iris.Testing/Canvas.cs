using SkiaSharp;

namespace Iris.Testing;

/// <summary>Makes pictures out of pictures.</summary>
public static class Canvas
{
    /// <summary>The picture as a camera that writes an orientation would have stored it: seen with it, it is the original.</summary>
    /// <param name="upright">The original.</param>
    /// <param name="orientation">An EXIF orientation, 1 to 8.</param>
    public static SKBitmap StoredAs(SKBitmap upright, int orientation)
    {
        bool swaps = Exif.SwapsSides(orientation);
        var stored = Blank(swaps ? upright.Height : upright.Width, swaps ? upright.Width : upright.Height, SKColors.Black);
        SKColor[] from = upright.Pixels;
        var to = new SKColor[from.Length];
        for (int row = 0, i = 0; row < stored.Height; row++)
        {
            for (int column = 0; column < stored.Width; column++, i++)
            {
                (int x, int y) = Exif.Place(orientation, column, row, upright.Width, upright.Height);
                to[i] = from[(y * upright.Width) + x];
            }
        }

        stored.Pixels = to;
        return stored;
    }

    /// <summary>A picture of one colour.</summary>
    public static SKBitmap Blank(int width, int height, SKColor colour)
    {
        var blank = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        blank.Erase(colour);
        return blank;
    }

    /// <summary>Another size, filtered so that nothing flickers.</summary>
    public static SKBitmap Resized(SKBitmap picture, int width, int height)
    {
        var resized = Blank(width, height, SKColors.Black);
        Paste(picture, resized, new SKRectI(0, 0, width, height));
        return resized;
    }

    /// <summary>Draws a picture into a rectangle of another.</summary>
    public static void Paste(SKBitmap picture, SKBitmap onto, SKRectI place)
    {
        using var canvas = new SKCanvas(onto);
        using var image = SKImage.FromBitmap(picture);
        bool shrinks = place.Width < picture.Width;
        SKSamplingOptions sampling = shrinks ? new(SKFilterMode.Linear, SKMipmapMode.Linear) : new(SKCubicResampler.Mitchell);
        canvas.DrawImage(image, place, sampling);
    }

    /// <summary>The level of grey of each pixel (ITU-R BT.601).</summary>
    public static byte[] GreyLevels(SKBitmap picture) =>
        [.. picture.Pixels.Select(colour => (byte)Math.Round((0.299 * colour.Red) + (0.587 * colour.Green) + (0.114 * colour.Blue)))];

    /// <summary>A picture in levels of grey.</summary>
    public static SKBitmap Grey(int width, byte[] levels)
    {
        var grey = Blank(width, levels.Length / width, SKColors.Black);
        grey.Pixels = [.. levels.Select(level => new SKColor(level, level, level))];
        return grey;
    }
}
