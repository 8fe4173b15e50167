namespace Iris;

/// <summary>Bounds on a picture, checked against its header before any memory is allocated for its pixels.</summary>
public sealed record PictureLimits
{
    /// <summary>The limits used when none are given.</summary>
    public static PictureLimits Default { get; } = new();

    /// <summary>The most pixels, width × height, that a picture's header may announce. Default 200,000,000.</summary>
    public long MaxPixels { get; init; } = 200_000_000;

    /// <summary>
    /// The most pixels decoded into memory at 4 bytes each. Default 50,000,000 (200 MB). JPEG and WebP are decoded at a reduced
    /// scale, so that their header may announce more; other formats are decoded whole. The coefficients of a progressive JPEG, 3 bytes a
    /// pixel or more at any scale, must fit into the same memory.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or above 500,000,000.</exception>
    public long MaxDecodedPixels
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 500_000_000);
            field = value;
        }
    } = 50_000_000;
}
