using SkiaSharp;

namespace Iris.Imaging;

/// <summary>
/// A grey JPEG file to warm up with, darkest in a corner and lightest in the one across. Not of one colour: a network that standardises each picture by
/// itself would divide by 0. Nor around black or the middle: what a pack's preprocessing makes of either may be all zeros, to which a network without a bias
/// can only answer with zero.
/// </summary>
internal static class GradientPicture
{
    public const int Side = 256;

    public static byte[] Encode()
    {
        using var bitmap = new SKBitmap(Side, Side);
        using var canvas = new SKCanvas(bitmap);
        using SKShader shader = SKShader.CreateLinearGradient(
            SKPoint.Empty, new SKPoint(Side, Side), [new SKColor(32, 32, 32), new SKColor(96, 96, 96)], SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader };
        canvas.DrawPaint(paint);
        using SKData jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality: 90);
        return jpeg.ToArray();
    }
}
