namespace Iris.Imaging;

/// <summary>
/// Tells a supported format by its first bytes: each decoder sees files of its own format alone.
/// </summary>
internal static class PictureSignature
{
    public static ReadOnlySpan<byte> Png => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private static ReadOnlySpan<byte> Jpeg => [0xFF, 0xD8, 0xFF];

    public static PictureFormat Recognise(ReadOnlySpan<byte> file) => file switch
    {
        _ when file.StartsWith(Jpeg) => PictureFormat.Jpeg,
        _ when file.StartsWith(Png) => PictureFormat.Png,
        _ when file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8) => PictureFormat.Gif,
        _ when file.StartsWith("RIFF"u8) && file.Length >= 12 && file[8..].StartsWith("WEBP"u8) => PictureFormat.WebP,
        _ when file.StartsWith("BM"u8) => PictureFormat.Bmp,
        _ => PictureFormat.Unsupported,
    };
}
