namespace Iris.Testing.Kinds;

/// <summary>
/// The kinds of JPEG: frame types, components and sampling (ITU-T T.81). But for those that an encoder wrote, their pixels are all of one grey:
/// coefficients of zero need no encoder.
/// </summary>
internal static class JpegKinds
{
    private const byte Full = JpegFile.FullColour, Halved = 0x22, HalvedAcross = 0x21, HalvedDown = 0x12, Quartered = 0x41;

    public static IReadOnlyList<PictureKind> All { get; } =
    [
        new("JPEG", "baseline (SOF0)", Encoded),
        new("JPEG", "baseline, grey", picture => Flat(picture, 0xC0, Full)),
        new("JPEG", "baseline, 4:2:2", picture => Flat(picture, 0xC0, HalvedAcross, Full, Full)),
        new("JPEG", "baseline, 4:2:0", picture => Flat(picture, 0xC0, Halved, Full, Full)),
        new("JPEG", "baseline, 4:4:0", picture => Flat(picture, 0xC0, HalvedDown, Full, Full)),
        new("JPEG", "baseline, 4:1:1", picture => Flat(picture, 0xC0, Quartered, Full, Full)),
        new("JPEG", "baseline, four inks (CMYK, YCCK)", picture => Flat(picture, 0xC0, Full, Full, Full, Full)),
        new("JPEG", "baseline, a scan for each colour", picture => JpegFile.FlatByColour((ushort)picture.Width, (ushort)picture.Height, Full, Full, Full)),
        new("JPEG", "extended, 8 bits (SOF1)", picture => Flat(picture, 0xC1, Full, Full, Full)),
        new("JPEG", "progressive (SOF2)", picture => FlatProgressive(picture, 0xC2, Full, Full, Full)),
        new("JPEG", "progressive, 4:2:0", picture => FlatProgressive(picture, 0xC2, Halved, Full, Full)),
        new("JPEG", "arithmetic-coded (SOF9)", picture => Flat(picture, 0xC9, Full, Full, Full)),
        new("JPEG", "arithmetic-coded, progressive (SOF10)", picture => FlatProgressive(picture, 0xCA, Full, Full, Full)),
        new("JPEG", "turned by EXIF", picture => Exif.WithOrientation(Encoded(picture), 6)),
        new("JPEG", "several pictures (MPO)", picture => [.. JpegFile.With(Encoded(picture), 0xE2, [.. "MPF\0"u8, .. new byte[20]]), .. Encoded(picture)]),
        Refused("lossless (SOF3)", picture => JpegFile.Lossless((ushort)picture.Width, (ushort)picture.Height)),
        Refused("hierarchical (SOF5)", picture => Flat(picture, 0xC5, Full, Full, Full)),
        Refused("hierarchical, progressive (SOF6)", picture => Flat(picture, 0xC6, Full, Full, Full)),
        Refused("hierarchical, lossless (SOF7)", picture => Flat(picture, 0xC7, Full, Full, Full)),
        Refused("lossless, arithmetic-coded (SOF11)", picture => Flat(picture, 0xCB, Full, Full, Full)),
        Refused("hierarchical, arithmetic-coded (SOF13)", picture => Flat(picture, 0xCD, Full, Full, Full)),
        Refused("hierarchical, arithmetic-coded, progressive (SOF14)", picture => Flat(picture, 0xCE, Full, Full, Full)),
        Refused("hierarchical, arithmetic-coded, lossless (SOF15)", picture => Flat(picture, 0xCF, Full, Full, Full)),
        Refused("extended, 12 bits", picture => JpegFile.Empty(0xC1, 12, (ushort)picture.Width, (ushort)picture.Height)),
        Refused("two components", picture => Flat(picture, 0xC0, Full, Full)),
        Refused("height in a DNL marker", picture => JpegFile.WithHeightBehind(Flat(picture, 0xC0, Full), (ushort)picture.Height)),
    ];

    private static PictureKind Refused(string name, Func<GreyPicture, byte[]> make) =>
        new("JPEG", name, make) { Refusal = PictureOutcome.Unreadable };

    private static byte[] Flat(GreyPicture picture, byte startOfFrame, params byte[] sampling) =>
        JpegFile.Flat(startOfFrame, (ushort)picture.Width, (ushort)picture.Height, sampling);

    private static byte[] FlatProgressive(GreyPicture picture, byte startOfFrame, params byte[] sampling) =>
        JpegFile.FlatProgressive(startOfFrame, (ushort)picture.Width, (ushort)picture.Height, sampling);

    private static byte[] Encoded(GreyPicture picture)
    {
        using SkiaSharp.SKBitmap pixels = Canvas.Grey(picture.Width, picture.Levels);
        return PictureFiles.Jpeg(pixels, 90);
    }
}
