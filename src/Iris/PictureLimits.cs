namespace Iris;

/// <summary>
/// Bounds on a picture, checked against its header before any memory is allocated for its pixels. A picture past one of them is
/// <see cref="PictureOutcome.TooLarge"/>.
/// </summary>
public sealed record PictureLimits
{
    /// <summary>The limits used when none are given.</summary>
    public static PictureLimits Default { get; } = new();

    /// <summary>The most pixels, width or height, that a side of a picture may have. Default 32,768.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int MaxSide
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 32_768;

    /// <summary>The most pixels, width × height, that a picture's header may announce. Default 200,000,000.</summary>
    public long MaxPixels { get; init; } = 200_000_000;

    /// <summary>
    /// The most frames that an animated GIF or WebP may have. Default 10,000. Only the first one is looked at. An animated PNG is
    /// read as the one picture that it shows where animation is not understood.
    /// </summary>
    public int MaxFrames { get; init; } = 10_000;

    /// <summary>
    /// The most memory in bytes that decoding a picture may take at any one moment: its pixels at 4 bytes each, the copies that reducing and
    /// turning them take, and what the codec keeps, such as the coefficients of a progressive JPEG. Default 268,435,456 (256 MiB). JPEG
    /// and WebP are decoded at a reduced scale, so that their header may announce more; other formats are decoded whole.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or above 2,147,483,591.</exception>
    public long MaxDecodeBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Array.MaxLength);
            field = value;
        }
    } = 256 * 1024 * 1024;
}
