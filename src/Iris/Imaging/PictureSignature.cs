namespace Iris.Imaging;

/// <summary>
/// Tells a supported format by its first bytes, so that only the five decoders in use ever see a client's bytes: the codec
/// library would also try camera raw files, icons and others.
/// </summary>
internal static class PictureSignature
{
    private static ReadOnlySpan<byte> Jpeg => [0xFF, 0xD8, 0xFF];

    private static ReadOnlySpan<byte> Png => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static bool IsJpeg(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Jpeg);

    public static bool IsSupported(ReadOnlySpan<byte> bytes) =>
        IsJpeg(bytes)
        || bytes.StartsWith(Png)
        || bytes.StartsWith("GIF87a"u8)
        || bytes.StartsWith("GIF89a"u8)
        || (bytes.StartsWith("RIFF"u8) && bytes.Length >= 12 && bytes[8..].StartsWith("WEBP"u8))
        || bytes.StartsWith("BM"u8);
}
