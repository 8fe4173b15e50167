namespace Iris.Testing.Kinds;

/// <summary>The kinds of PNG: colour types, depths, interlacing and chunks that matter (RFC 2083, W3C PNG 3).</summary>
internal static class PngKinds
{
    private const byte Grey = 0, Colours = 2, Palette = 3, GreyAndOpacity = 4, ColoursAndOpacity = 6;

    public static IReadOnlyList<PictureKind> All { get; } =
    [
        .. ((byte[])[1, 2, 4, 8]).Select(depth => Kind($"grey, {Bits(depth)}", 1 << depth, depth, Grey)),
        Kind("grey, 16 bits", 256, 16, Grey),
        Kind("colours, 8 bits", 256, 8, Colours),
        Kind("colours, 16 bits", 256, 16, Colours),
        .. ((byte[])[1, 2, 4, 8]).Select(depth => Kind($"palette, {Bits(depth)}", 1 << depth, depth, Palette, Colour(depth))),
        Kind("palette with opacities (tRNS)", 256, 8, Palette, [.. Colour(8), PngFile.Chunk("tRNS", [255, 255])]),
        Kind("one transparent colour (tRNS)", 256, 16, Colours, [PngFile.Chunk("tRNS", [0, 1, 0, 2, 0, 3])]),
        Kind("grey and opacity, 8 bits", 256, 8, GreyAndOpacity),
        Kind("grey and opacity, 16 bits", 256, 16, GreyAndOpacity),
        Kind("colours and opacity, 8 bits", 256, 8, ColoursAndOpacity),
        Kind("colours and opacity, 16 bits", 256, 16, ColoursAndOpacity),
        Interlaced("interlaced, grey, 1 bit", 2, 1, Grey),
        Interlaced("interlaced, colours, 8 bits", 256, 8, Colours),
        Interlaced("interlaced, colours and opacity, 16 bits", 256, 16, ColoursAndOpacity),
        Kind("animated (APNG): its still picture", 256, 8, Grey, [PngFile.Chunk("acTL", [0, 0, 0, 2, 0, 0, 0, 0])]),
        new("PNG", "turned by eXIf", picture => PngFile.With(Plain(picture), PngFile.Chunk("eXIf", Exif.Metadata(6)))),
        Refused("depth that its colour type does not have", picture => PngFile.Of(picture.Width, picture.Height, 4, Colours, y => picture.Packed(y, 8))),
        Refused("unknown colour type, compression, filter or interlacing", picture => PngFile.Of(picture.Width, picture.Height, 8, 5, y => picture.Packed(y, 8))),
        Refused("another chunk before the header (CgBI)", picture => PngFile.WithFirst(Plain(picture), PngFile.Chunk("CgBI", [0x50, 0, 0x20, 2]))),
    ];

    private static string Bits(byte depth) => depth == 1 ? "1 bit" : $"{depth} bits";

    private static PictureKind Refused(string name, Func<GreyPicture, byte[]> make) => new("PNG", name, make) { Refusal = PictureOutcome.Unreadable };

    private static byte[] Plain(GreyPicture picture) => PngFile.Of(picture.Width, picture.Height, 8, Grey, y => picture.Packed(y, 8));

    private static byte[][] Colour(byte depth)
    {
        int colours = 1 << depth;
        return [PngFile.Chunk("PLTE", [.. Enumerable.Range(0, colours).SelectMany(i => Enumerable.Repeat((byte)(i * 255 / (colours - 1)), 3))])];
    }

    private static PictureKind Kind(string name, int levels, byte depth, byte colourType, params byte[][] before) =>
        new("PNG", name, picture => PngFile.Of(picture.Width, picture.Height, depth, colourType, y => Row(picture, y, depth, colourType), before)) { Levels = levels };

    private static PictureKind Interlaced(string name, int levels, byte depth, byte colourType) =>
        new("PNG", name, picture => PngFile.Interlaced(picture, depth, colourType, part => y => Row(part, y, depth, colourType))) { Levels = levels };

    private static byte[] Row(GreyPicture picture, int y, byte depth, byte colourType)
    {
        if (depth < 8 || colourType == Palette)
        {
            return picture.Packed(y, depth);
        }

        int samples = colourType switch { Grey => 1, GreyAndOpacity => 2, Colours => 3, _ => 4 };
        bool hasOpacity = colourType is GreyAndOpacity or ColoursAndOpacity;
        int bytes = depth / 8;
        return picture.Spread(y, samples * bytes, (level, pixel) =>
        {
            pixel.Fill(level);
            if (hasOpacity)
            {
                pixel[^bytes..].Fill(255);
            }
        });
    }
}
