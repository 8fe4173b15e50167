using SkiaSharp;

namespace Iris.Testing.Kinds;

/// <summary>The kinds of WebP (RFC 9649).</summary>
internal static class WebPKinds
{
    public static IReadOnlyList<PictureKind> All { get; } =
    [
        new("WebP", "lossy (VP8)", picture => Lossy(picture)),
        new("WebP", "lossless (VP8L)", Lossless) { Levels = 256 },
        new("WebP", "lossy with opacity (ALPH)", picture => Lossy(picture, opacity: 200)),
        new("WebP", "animated, lossy: its first frame", picture => Animation(picture, Lossy(picture))),
        new("WebP", "animated, lossless: its first frame", picture => Animation(picture, Lossless(picture))) { Levels = 256 },
        new("WebP", "with a colour profile", picture => WebPFile.WithProfile(Lossless(picture), picture.Width, picture.Height, new byte[128])) { Levels = 256 },
        new("WebP", "turned by EXIF, as the specification has it", picture => WebPFile.WithExif(Lossless(picture), picture.Width, picture.Height, Exif.Metadata(6))),
        new("WebP", "turned by EXIF, with the prefix of JPEG", picture =>
            WebPFile.WithExif(Lossless(picture), picture.Width, picture.Height, [.. "Exif\0\0"u8, .. Exif.Metadata(6)])),
        new("WebP", "another chunk before the picture or its container", picture => WebPFile.WithFirst(Lossless(picture), "JUNK", new byte[8]))
        {
            Refusal = PictureOutcome.Unreadable,
        },
    ];

    private static byte[] Lossless(GreyPicture picture) => Encoded(picture, SKWebpEncoderCompression.Lossless, quality: 0, opacity: 255);

    private static byte[] Lossy(GreyPicture picture, byte opacity = 255) => Encoded(picture, SKWebpEncoderCompression.Lossy, quality: 50, opacity);

    private static byte[] Animation(GreyPicture picture, byte[] frame) =>
        WebPFile.Animation(frame, picture.Width, picture.Height, picture.Width, picture.Height, 2);

    private static byte[] Encoded(GreyPicture picture, SKWebpEncoderCompression compression, float quality, byte opacity)
    {
        using SKBitmap pixels = Canvas.Grey(picture.Width, picture.Levels, opacity);
        using SKPixmap map = pixels.PeekPixels();
        using SKData? encoded = map.Encode(new SKWebpEncoderOptions(compression, quality));
        return encoded!.ToArray();
    }
}
