namespace Iris.Testing.Kinds;

/// <summary>The kinds of GIF (GIF89a specification).</summary>
internal static class GifKinds
{
    public static IReadOnlyList<PictureKind> All { get; } =
    [
        new("GIF", "global palette", picture => GifFile.Grey(picture.Width, picture.Levels)) { Levels = 256 },
        Kind("GIF87a", picture => new(picture) { Version = "GIF87a" }),
        Kind("local palette", picture => new(picture) { HasLocalPalette = true }),
        Kind("interlaced", picture => new(picture) { IsInterlaced = true }),
        Kind("one transparent colour", picture => new(picture) { TransparentColour = 255 }, levels: 0),
        Kind("disposal 1 to 3", picture => new(picture) { Disposal = 2 }),
        Kind("animated: its first frame", picture => new(picture) { Frames = 2 }),
        Kind("a screen larger than the first frame", picture => new(picture) { Border = 8 }, levels: 0),
        Kind("a first frame that reaches beyond the screen", picture => new(picture) { Border = -1 }),
        new("GIF", "first code size above 8 bits, against the specification", picture => new GifFrame(picture) { CodeSize = 11 }.Encode())
        {
            Refusal = PictureOutcome.Unreadable,
        },
    ];

    private static PictureKind Kind(string name, Func<GreyPicture, GifFrame> frame, int levels = 256) =>
        new("GIF", name, picture => frame(picture).Encode()) { Levels = levels };
}
