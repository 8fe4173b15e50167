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

    /// <summary>
    /// A smaller picture, each pixel the mean of the area it covers: slowly, and from the definition, so that the engine's fast
    /// resampler can be compared with it.
    /// </summary>
    public static SKBitmap Shrunk(SKBitmap picture, int width, int height)
    {
        var shrunk = Blank(width, height, SKColors.Black);
        SKColor[] from = picture.Pixels;
        var to = new SKColor[width * height];
        double stepX = (double)picture.Width / width, stepY = (double)picture.Height / height;
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = MeanColour(from, picture.Width, picture.Height, i % width * stepX, i / width * stepY, stepX, stepY);
        }

        shrunk.Pixels = to;
        return shrunk;
    }

    /// <summary>Draws a picture, enlarged smoothly if need be, into a rectangle of another.</summary>
    public static void Paste(SKBitmap picture, SKBitmap onto, SKRectI place)
    {
        using var canvas = new SKCanvas(onto);
        using var image = SKImage.FromBitmap(picture);
        canvas.DrawImage(image, place, new SKSamplingOptions(SKCubicResampler.Mitchell));
    }

    /// <summary>The level of grey of each pixel (ITU-R BT.601).</summary>
    public static byte[] GreyLevels(SKBitmap picture) =>
        [.. picture.Pixels.Select(colour => (byte)Math.Round((0.299 * colour.Red) + (0.587 * colour.Green) + (0.114 * colour.Blue)))];

    /// <summary>A picture in levels of grey.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="levels">The level of each pixel.</param>
    /// <param name="opacity">The opacity of all of them.</param>
    public static SKBitmap Grey(int width, byte[] levels, byte opacity = 255)
    {
        var grey = new SKBitmap(new SKImageInfo(width, levels.Length / width, SKColorType.Rgba8888, opacity == 255 ? SKAlphaType.Opaque : SKAlphaType.Unpremul));
        Span<byte> pixels = grey.GetPixelSpan();
        for (int i = 0; i < levels.Length; i++)
        {
            Span<byte> pixel = pixels.Slice(4 * i, 4);
            pixel[..3].Fill(levels[i]);
            pixel[3] = opacity;
        }

        return grey;
    }

    private static SKColor MeanColour(SKColor[] pixels, int width, int height, double left, double top, double stepX, double stepY)
    {
        double red = 0, green = 0, blue = 0, area = 0;
        for (int y = (int)top; y < Math.Min(Math.Ceiling(top + stepY), height); y++)
        {
            double share = Math.Min(y + 1, top + stepY) - Math.Max(y, top);
            for (int x = (int)left; x < Math.Min(Math.Ceiling(left + stepX), width); x++)
            {
                double weight = share * (Math.Min(x + 1, left + stepX) - Math.Max(x, left));
                SKColor colour = pixels[(y * width) + x];
                red += weight * colour.Red;
                green += weight * colour.Green;
                blue += weight * colour.Blue;
                area += weight;
            }
        }

        return new SKColor((byte)Math.Round(red / area), (byte)Math.Round(green / area), (byte)Math.Round(blue / area));
    }
}
