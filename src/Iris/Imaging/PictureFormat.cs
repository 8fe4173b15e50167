namespace Iris.Imaging;

/// <summary>The formats that are read.</summary>
internal enum PictureFormat
{
    Unsupported,
    Jpeg,
    Png,
    Gif,
    WebP,
    Bmp,
}
