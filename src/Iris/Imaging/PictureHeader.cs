namespace Iris.Imaging;

/// <summary>
/// What a file says about itself and about the cost of its decode, read by Iris before the codec sees any of it. Where the file ends early or is
/// broken, this is what it has said until there. The codec has to agree with it: <see cref="PictureCodec"/>.
/// </summary>
/// <param name="Format">The format.</param>
/// <param name="Width">The width that it announces, before it is turned upright; 0 when it is not known.</param>
/// <param name="Height">The height that it announces.</param>
internal readonly record struct PictureHeader(PictureFormat Format, long Width, long Height)
{
    /// <summary>The bytes of the file that its decoder reads.</summary>
    public int FileBytes { get; init; }

    /// <summary>What must be done to see it upright.</summary>
    public Orientation Orientation { get; init; } = Orientation.Upright;

    /// <summary>Its frames; 1 for a picture that does not move.</summary>
    public int Frames { get; init; } = 1;

    /// <summary>What the codec keeps of the file whatever its scale, in bytes.</summary>
    public long KeptBytes { get; init; }

    /// <summary>What the codec keeps for each pixel at full size, whatever the scale.</summary>
    public int KeptBytesPerPixel { get; init; }

    /// <summary>Whether it is made such that the codec would work on it for an unreasonable time.</summary>
    public bool IsExcessive { get; init; }

    /// <summary>Whether it is of a kind that is not among those that docs/security.md lists as read. No codec sees it.</summary>
    public bool IsUnreadable { get; init; }

    /// <summary>
    /// Whether the file ends before the end that it announces: with pixels, or what turns them, missing. Where this is false, the codec may still find out.
    /// </summary>
    public bool IsCutShort { get; init; }

    public static PictureHeader Read(ReadOnlySpan<byte> file, PictureFormat format) => format switch
    {
        PictureFormat.Jpeg => JpegStructure.Read(file),
        PictureFormat.Png => PngStructure.Read(file),
        PictureFormat.Gif => GifStructure.Read(file),
        PictureFormat.WebP => WebPStructure.Read(file),
        PictureFormat.Bmp => BmpStructure.Read(file),
        _ => new(format, 0, 0) { IsUnreadable = true },
    };

    /// <summary>
    /// A side at which the codec itself decodes for a reduction. JPEG's decoder rounds up, WebP's to the nearest, half a pixel up. Those of other
    /// formats decode the full size.
    /// </summary>
    /// <param name="side">The full side: of a header within the limits.</param>
    /// <param name="reduction">1, 2, 4 or 8.</param>
    public int CodecSide(long side, int reduction) => Format switch
    {
        PictureFormat.Jpeg => (int)((side + reduction - 1) / reduction),
        PictureFormat.WebP => (int)Math.Max((side + (reduction / 2)) / reduction, 1),
        _ => (int)side,
    };

    /// <summary>Whether the codec leaves the reduction to <see cref="AreaResampler"/>.</summary>
    public bool IsReducedAfterDecode(int reduction) => reduction > 1 && Format is not (PictureFormat.Jpeg or PictureFormat.WebP);
}
