using SkiaSharp;

namespace Iris.Imaging;

/// <summary>
/// A grey JPEG file to warm up with. Not black, nor of the middle: what a pack's preprocessing makes of either may be all zeros, to which a network without
/// a bias can only answer with zero.
/// </summary>
internal static class BlankPicture
{
    public const int Side = 256;

    public static byte[] Encode()
    {
        using var bitmap = new SKBitmap(Side, Side);
        bitmap.Erase(new SKColor(64, 64, 64));
        using SKData jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality: 90);
        return jpeg.ToArray();
    }
}
