namespace Iris.Imaging;

/// <summary>
/// What a file says about the cost of its decode, read before the codec sees any of it. Where the file ends early or is broken, this is
/// what it has said until there.
/// </summary>
/// <param name="Width">The width that it announces, before it is turned upright; 0 when it is not known.</param>
/// <param name="Height">The height that it announces.</param>
internal readonly record struct PictureHeader(long Width, long Height)
{
    /// <summary>Its frames; 1 for a picture that does not move.</summary>
    public int Frames { get; init; } = 1;

    /// <summary>What the codec keeps of the file whatever its scale, in bytes.</summary>
    public long KeptBytes { get; init; }

    /// <summary>What the codec keeps for each pixel at full size, whatever the scale.</summary>
    public int KeptBytesPerPixel { get; init; }

    /// <summary>Whether what the codec keeps for one decode is still there during the next one.</summary>
    public bool KeepsBetweenDecodes { get; init; }

    /// <summary>Whether it is made such that the codec would work on it for an unreasonable time.</summary>
    public bool IsExcessive { get; init; }

    /// <summary>Whether it is of a kind that the codec would make an empty picture of.</summary>
    public bool IsUnreadable { get; init; }

    public static PictureHeader Read(ReadOnlySpan<byte> file, PictureFormat format) => format switch
    {
        PictureFormat.Jpeg => JpegStructure.Read(file),
        PictureFormat.Png => PngStructure.Read(file),
        PictureFormat.Gif => GifStructure.Read(file),
        PictureFormat.WebP => WebPStructure.Read(file),
        PictureFormat.Bmp => BmpStructure.Read(file),
        _ => default,
    };
}
