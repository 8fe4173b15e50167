namespace Iris.Imaging;

/// <summary>
/// A picture whose header has been read and is within the limits, ready to be decoded once or more, each time at a scale of
/// choice. It holds nothing that has to be released. Not thread-safe.
/// </summary>
internal sealed class EncodedPicture
{
    /// <summary>A reduced picture keeps at least this many pixels on its long side: enough for the detector's tiles.</summary>
    private const int MinReducedLongSide = 1280;

    // Powers of two: the scales for which JPEG decoders have fast inverse transforms.
    private const int MaxReduction = 8;

    private readonly PictureCodec _codec;
    private readonly PictureHeader _header;
    private readonly long _maxBytes;
    private readonly CancellationToken _cancellationToken;

    private EncodedPicture(PictureCodec codec, PictureHeader header, long maxBytes, CancellationToken cancellationToken)
    {
        _codec = codec;
        _header = header;
        _maxBytes = maxBytes;
        _cancellationToken = cancellationToken;
    }

    /// <summary>The upright picture's full width in pixels.</summary>
    public int Width => (int)(Reorientation.SwapsSides(_header.Orientation) ? _header.Height : _header.Width);

    /// <summary>The upright picture's full height in pixels.</summary>
    public int Height => (int)(Reorientation.SwapsSides(_header.Orientation) ? _header.Width : _header.Height);

    /// <summary>Whether the file ends before its picture does, as far as the last decode has told: some of the pixels were made up.</summary>
    public bool IsIncomplete => _codec.FoundIncomplete;

    /// <summary>
    /// The divisor of both sides at which a large picture is still detailed enough to find faces in: 1, 2, 4 or 8.
    /// </summary>
    public int PreferredReduction => PreferredReductionOf(_header);

    /// <summary>
    /// The most memory in bytes that a decode at <see cref="PreferredReduction"/> takes, and then a finer one at any reduction that
    /// <see cref="FitsFiner"/>.
    /// </summary>
    public long MemoryBytes
    {
        get
        {
            long most = MemoryOf(PreferredReduction);
            for (int finer = PreferredReduction / 2; finer >= 1 && FitsFiner(finer); finer /= 2)
            {
                most = Math.Max(most, WithFiner(finer));
            }

            return most;
        }
    }

    /// <summary>Reads a picture's header.</summary>
    /// <param name="bytes">Where the picture is; it must stay there, unchanged, until the last decode has ended.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="limits">What it is checked against.</param>
    /// <param name="cancellationToken">Ends its decodes.</param>
    /// <param name="refusal">Why there is no result.</param>
    /// <returns>The picture, or null when it is unreadable, unsupported or too large.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static unsafe EncodedPicture? Open(
        byte* bytes, int length, PictureLimits limits, CancellationToken cancellationToken, out PictureOutcome refusal)
    {
        var file = new ReadOnlySpan<byte>(bytes, length);
        PictureFormat format = PictureSignature.Recognise(file);
        if (format == PictureFormat.Unsupported)
        {
            refusal = length == 0 ? PictureOutcome.Unreadable : PictureOutcome.Unsupported;
            return null;
        }

        var header = PictureHeader.Read(file, format);
        header = header with { FileBytes = PictureCodec.LengthOf(PictureCodec.PartsOf(file, format)) };
        if (header.IsUnreadable || !IsWithin(limits, header))
        {
            refusal = header.IsUnreadable ? PictureOutcome.Unreadable : PictureOutcome.TooLarge;
            return null;
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (header is not { Width: > 0, Height: > 0 })
        {
            refusal = PictureOutcome.Unreadable;
            return null;
        }

        refusal = default;
        return new(new PictureCodec(bytes, length, header, cancellationToken), header, limits.MaxDecodeBytes, cancellationToken);
    }

    /// <summary>
    /// Whether a decode at a finer reduction stays within the limit on memory while the picture at
    /// <see cref="PreferredReduction"/> is there too. It depends on the picture and the limit alone.
    /// </summary>
    public bool FitsFiner(int reduction) => WithFiner(reduction) <= _maxBytes;

    /// <summary>The most memory that one decode takes.</summary>
    /// <param name="reduction">1, 2, 4 or 8.</param>
    public long MemoryOf(int reduction) => DecodeMemory.Of(_header, reduction);

    /// <summary>Decodes the first frame, upright, both sides divided by a reduction and rounded: up, by the decoder of WebP to the nearest.</summary>
    /// <param name="reduction">1, 2, 4 or 8: <see cref="PreferredReduction"/>, or one that <see cref="FitsFiner"/>.</param>
    /// <returns>The picture, or null when it cannot be decoded. One that is cut short is returned with what there is of it.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Picture? Decode(int reduction)
    {
        Picture? picture = _codec.Decode(reduction);
        try
        {
            _cancellationToken.ThrowIfCancellationRequested();
            if (picture is null)
            {
                return null;
            }

            if (_header.IsReducedAfterDecode(reduction))
            {
                Replace(ref picture, AreaResampler.Reduce(picture, reduction, _cancellationToken));
            }

            if (_header.Orientation != Orientation.Upright)
            {
                Replace(ref picture, Reorientation.Apply(picture, _header.Orientation, _cancellationToken));
            }

            Picture decoded = picture;
            picture = null;
            return decoded;
        }
        finally
        {
            picture?.Dispose();
        }
    }

    private static bool IsWithin(PictureLimits limits, PictureHeader header) =>
        !header.IsExcessive
        && header.Frames <= limits.MaxFrames
        && header.Width <= limits.MaxSide
        && header.Height <= limits.MaxSide
        && header.Width * header.Height <= limits.MaxPixels
        && DecodeMemory.Of(header, PreferredReductionOf(header)) <= limits.MaxDecodeBytes;

    private static int PreferredReductionOf(PictureHeader header)
    {
        long longSide = Math.Max(header.Width, header.Height);
        int reduction = MaxReduction;
        while (reduction > 1 && longSide / reduction < MinReducedLongSide)
        {
            reduction /= 2;
        }

        return reduction;
    }

    private static void Replace(ref Picture picture, Picture replacement)
    {
        picture.Dispose();
        picture = replacement;
    }

    private long WithFiner(int reduction) => DecodeMemory.OfFiner(_header, PreferredReduction, reduction);
}
