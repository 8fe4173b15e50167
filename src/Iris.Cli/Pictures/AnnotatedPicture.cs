using System.Diagnostics.CodeAnalysis;
using Iris.Client;
using Iris.Imaging;
using SkiaSharp;
using ClientBox = Iris.Client.FaceBox;

namespace Iris.Cli.Pictures;

/// <summary>Draws where the faces of a picture are onto a copy of it.</summary>
internal static class AnnotatedPicture
{
    // Of the picture's longer side: seen on a thumbnail and not in the way on a portrait.
    private const float LineShare = 1 / 300f;

    private static readonly SKColor BoxColour = new(0, 200, 83);
    private static readonly SKColor LandmarkColour = new(255, 61, 0);

    /// <summary>Writes the picture, upright and in its full size, as a PNG file with a box around each face and a dot on each landmark.</summary>
    /// <exception cref="IOException">The file cannot be written, or is there and may not be replaced.</exception>
    public static unsafe void Write(ReadOnlySpan<byte> picture, IReadOnlyList<Face> faces, string path, bool mayReplace)
    {
        fixed (byte* bytes = picture)
        {
            using EncodedPicture encoded = EncodedPicture.Open(bytes, picture.Length, PictureLimits.Default, CancellationToken.None, out _)
                ?? throw new CliException("The picture cannot be read here, so nothing was drawn.");
            using Picture pixels = encoded.Decode(reduction: 1)
                ?? throw new CliException("The picture is too large to be drawn upon in full size.");
            using SKData png = Draw(pixels, faces);
            using var file = new FileStream(path, mayReplace ? FileMode.Create : FileMode.CreateNew);
            png.SaveTo(file);
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The canvas draws on the picture's own pixels and is released with them.")]
    private static SKData Draw(Picture pixels, IReadOnlyList<Face> faces)
    {
        var info = new SKImageInfo(pixels.Width, pixels.Height, SKColorType.Rgb888x, SKAlphaType.Opaque);
        using SKSurface surface = SKSurface.Create(info, pixels.Address, pixels.Stride);
        float line = Math.Max(1, pixels.LongSide * LineShare);
        using var frame = new SKPaint { Color = BoxColour, IsStroke = true, StrokeWidth = line, IsAntialias = true };
        using var dot = new SKPaint { Color = LandmarkColour, IsAntialias = true };
        foreach (Face face in faces)
        {
            ClientBox box = face.Box;
            surface.Canvas.DrawRect((float)box.X, (float)box.Y, (float)box.Width, (float)box.Height, frame);
            Client.FaceLandmarks points = face.Landmarks;
            foreach (PicturePoint point in (PicturePoint[])[points.LeftEye, points.RightEye, points.Nose, points.LeftMouth, points.RightMouth])
            {
                surface.Canvas.DrawCircle((float)point.X, (float)point.Y, line * 1.5f, dot);
            }
        }

        using SKImage image = surface.Snapshot();
        return image.Encode(SKEncodedImageFormat.Png, quality: 100);
    }
}
