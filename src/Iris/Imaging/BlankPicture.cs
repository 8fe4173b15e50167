using SkiaSharp;

namespace Iris.Imaging;

/// <summary>A black JPEG file to warm up with.</summary>
internal static class BlankPicture
{
    public const int Side = 256;

    public static byte[] Encode()
    {
        using var bitmap = new SKBitmap(Side, Side);
        bitmap.Erase(SKColors.Black);
        using SKData jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality: 90);
        return jpeg.ToArray();
    }
}
