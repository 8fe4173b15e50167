using System.Diagnostics.CodeAnalysis;
using Iris.Client;
using Iris.Imaging;
using SkiaSharp;

namespace Iris.Cli.Pictures;

/// <summary>Draws where the faces of a picture are onto a copy of it.</summary>
internal static class AnnotatedPicture
{
    /// <summary>What the name of a copy ends with.</summary>
    public const string Ending = ".png";

    // A line's width, of the picture's longer side, and a dot's radius, of the face's width: seen on a thumbnail and not in the way on a portrait.
    private const float LineShare = 1 / 300f;
    private const float DotShare = 1 / 40f;

    private static readonly SKColor BoxColour = new(0, 200, 83);
    private static readonly SKColor LandmarkColour = new(255, 61, 0);

    /// <summary>What is told where a file would be replaced: it may be the only copy of somebody's picture.</summary>
    public static CliException IsThereAlready(string path) => new($"{path} is there already: choose another name, or remove it.");

    /// <summary>
    /// Writes the picture, upright and without what else the file says of it, as a PNG file with a box around each face and a dot on each
    /// landmark. It has the picture's size, or a half, a quarter or an eighth of it where that would take too much memory.
    /// </summary>
    /// <param name="picture">The picture.</param>
    /// <param name="faces">Its faces.</param>
    /// <param name="path">Where the file is to be.</param>
    /// <param name="limits">How much memory it may take.</param>
    /// <exception cref="CliException">The picture cannot be read, or the file cannot be written.</exception>
    public static unsafe void Write(ReadOnlySpan<byte> picture, IReadOnlyList<Face> faces, string path, PictureLimits limits)
    {
        fixed (byte* bytes = picture)
        {
            EncodedPicture? encoded = EncodedPicture.Open(bytes, picture.Length, limits, CancellationToken.None, out _);
            using Picture? pixels = encoded?.Decode(FinestReduction(encoded));
            if (encoded is null || pixels is null)
            {
                throw new CliException("The picture cannot be read here, so that nothing was drawn: ask without --annotate.");
            }

            using SKData png = Draw(pixels, faces, (float)pixels.LongSide / Math.Max(encoded.Width, encoded.Height));
            Save(png, path);
        }
    }

    private static int FinestReduction(EncodedPicture encoded)
    {
        int reduction = encoded.PreferredReduction;
        while (reduction > 1 && encoded.FitsFiner(reduction / 2))
        {
            reduction /= 2;
        }

        return reduction;
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The canvas draws on the picture's own pixels and is released with them.")]
    private static SKData Draw(Picture pixels, IReadOnlyList<Face> faces, float scale)
    {
        var info = new SKImageInfo(pixels.Width, pixels.Height, SKColorType.Rgb888x, SKAlphaType.Opaque);
        using SKSurface surface = SKSurface.Create(info, pixels.Address, pixels.Stride);
        surface.Canvas.Scale(scale);

        // Places are counted from the middle of the first pixel, and here from its corner.
        surface.Canvas.Translate(0.5f, 0.5f);
        float line = Math.Max(1, pixels.LongSide * LineShare) / scale;
        using var frame = new SKPaint { Color = BoxColour, IsStroke = true, StrokeWidth = line, IsAntialias = true };
        using var dot = new SKPaint { Color = LandmarkColour, IsAntialias = true };
        foreach (Face face in faces)
        {
            surface.Canvas.DrawRect((float)face.Box.X, (float)face.Box.Y, (float)face.Box.Width, (float)face.Box.Height, frame);
            Client.FaceLandmarks points = face.Landmarks;
            foreach (PicturePoint point in (PicturePoint[])[points.LeftEye, points.RightEye, points.Nose, points.LeftMouth, points.RightMouth])
            {
                surface.Canvas.DrawCircle((float)point.X, (float)point.Y, Math.Max(line / 2, (float)face.Box.Width * DotShare), dot);
            }
        }

        using SKImage image = surface.Snapshot();
        return image.Encode(SKEncodedImageFormat.Png, quality: 100);
    }

    private static void Save(SKData png, string path)
    {
        bool isBegun = false;
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew);
            isBegun = true;
            png.SaveTo(file);
        }
        catch (IOException) when (!isBegun && File.Exists(path))
        {
            throw IsThereAlready(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (isBegun)
            {
                File.Delete(path);
            }

            throw new CliException($"{path} cannot be written: choose another place. {exception.Message}", exception);
        }
    }
}
