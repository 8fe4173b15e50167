using SkiaSharp;

namespace Iris.Imaging;

/// <summary>
/// A picture whose header has been read and is within the limits, ready to be decoded once or more, each time at a scale of
/// choice. Not thread-safe.
/// </summary>
internal sealed class EncodedPicture : IDisposable
{
    /// <summary>A reduced picture keeps at least this many pixels on its long side: enough for the detector's tiles.</summary>
    private const int MinReducedLongSide = 1280;

    // Powers of two: the scales for which JPEG decoders have fast inverse transforms.
    private const int MaxReduction = 8;

    private readonly IDisposable _file;
    private readonly SKCodec _codec;
    private readonly DecodeMemory _memory;
    private readonly long _maxBytes;
    private readonly CancellationToken _cancellationToken;

    private EncodedPicture(IDisposable file, SKCodec codec, PictureHeader header, long maxBytes, CancellationToken cancellationToken)
    {
        _file = file;
        _codec = codec;
        _memory = new(codec, header, turns: Orientation != Orientation.Upright);
        _maxBytes = maxBytes;
        _cancellationToken = cancellationToken;
    }

    /// <summary>The upright picture's full width in pixels.</summary>
    public int Width => Reorientation.SwapsSides(Orientation) ? _codec.Info.Height : _codec.Info.Width;

    /// <summary>The upright picture's full height in pixels.</summary>
    public int Height => Reorientation.SwapsSides(Orientation) ? _codec.Info.Width : _codec.Info.Height;

    /// <summary>
    /// The divisor of both sides at which a large picture is still detailed enough to find faces in: 1, 2, 4 or 8.
    /// </summary>
    public int PreferredReduction
    {
        get
        {
            int longSide = Math.Max(Width, Height);
            int reduction = MaxReduction;
            while (reduction > 1 && longSide / reduction < MinReducedLongSide)
            {
                reduction /= 2;
            }

            return reduction;
        }
    }

    /// <summary>
    /// The most memory in bytes that a decode at <see cref="PreferredReduction"/> takes, and then a finer one at any reduction that
    /// <see cref="FitsFiner"/>.
    /// </summary>
    public long MemoryBytes
    {
        get
        {
            long most = _memory.Of(PreferredReduction);
            for (int finer = PreferredReduction / 2; finer >= 1 && FitsFiner(finer); finer /= 2)
            {
                most = Math.Max(most, WithFiner(finer));
            }

            return most;
        }
    }

    /// <summary>Reads a picture's header.</summary>
    /// <param name="bytes">Where the picture is; it must stay there, unchanged, until the result is released.</param>
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
        if (header.IsUnreadable)
        {
            refusal = PictureOutcome.Unreadable;
            return null;
        }

        if (header.IsExcessive
            || header.Frames > limits.MaxFrames
            || header.KeptBytes > limits.MaxDecodeBytes
            || !IsWithin(limits, header.Width, header.Height))
        {
            refusal = PictureOutcome.TooLarge;
            return null;
        }

        EncodedPicture? picture = Open(bytes, length, format, header, limits.MaxDecodeBytes, cancellationToken);
        if (cancellationToken.IsCancellationRequested)
        {
            picture?.Dispose();
            throw new OperationCanceledException(cancellationToken);
        }

        if (picture is null)
        {
            refusal = PictureOutcome.Unreadable;
            return null;
        }

        // The codec has the last word on the size: a GIF's first frame, for one, can be larger than the picture.
        if (!IsWithin(limits, picture.Width, picture.Height) || picture._memory.Of(picture.PreferredReduction) > limits.MaxDecodeBytes)
        {
            picture.Dispose();
            refusal = PictureOutcome.TooLarge;
            return null;
        }

        refusal = default;
        return picture;
    }

    /// <summary>
    /// Whether a decode at a finer reduction stays within the limit on memory while the picture at
    /// <see cref="PreferredReduction"/> is there too. It depends on the picture and the limit alone.
    /// </summary>
    public bool FitsFiner(int reduction) => WithFiner(reduction) <= _maxBytes;

    /// <summary>Decodes the first frame, upright, both sides divided by a reduction and rounded: up, by the decoders of WebP and GIF down.</summary>
    /// <param name="reduction">1, 2, 4 or 8: <see cref="PreferredReduction"/>, or one that <see cref="FitsFiner"/>.</param>
    /// <returns>The picture, or null when it cannot be decoded. One that is cut short is returned with what there is of it.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Picture? Decode(int reduction)
    {
        SKSizeI size = DecodeMemory.CodecSize(_codec, reduction);
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        Picture? picture = new(size.Width, size.Height);
        try
        {
            SKCodecResult result = _codec.GetPixels(info, picture.Address, picture.Stride, SKCodecOptions.Default);
            _cancellationToken.ThrowIfCancellationRequested();
            if (result is not (SKCodecResult.Success or SKCodecResult.IncompleteInput))
            {
                return null;
            }

            if (reduction > 1 && size == _codec.Info.Size)
            {
                Replace(ref picture, AreaResampler.Reduce(picture, reduction, _cancellationToken));
            }

            if (Orientation != Orientation.Upright)
            {
                Replace(ref picture, Reorientation.Apply(picture, Orientation, _cancellationToken));
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

    public void Dispose()
    {
        _codec.Dispose();
        _file.Dispose();
    }

    // The decoder of WebP takes the whole file at once, and would copy a stream.
    private static unsafe EncodedPicture? Open(
        byte* bytes, int length, PictureFormat format, PictureHeader header, long maxBytes, CancellationToken cancellationToken)
    {
        IDisposable file;
        SKCodec? codec;
        if (format == PictureFormat.WebP)
        {
            var data = SKData.Create((nint)bytes, length);
            file = data;
            codec = SKCodec.Create(data);
        }
        else
        {
            var stream = new PictureStream(bytes, length, cancellationToken);
            file = stream;
            codec = SKCodec.Create(stream);
        }

        if (codec is null)
        {
            file.Dispose();
            return null;
        }

        return new EncodedPicture(file, codec, header, maxBytes, cancellationToken);
    }

    private static bool IsWithin(PictureLimits limits, long width, long height) =>
        width <= limits.MaxSide && height <= limits.MaxSide && width * height <= limits.MaxPixels;

    private static void Replace(ref Picture picture, Picture replacement)
    {
        picture.Dispose();
        picture = replacement;
    }

    private long WithFiner(int reduction) => _memory.OfFiner(PreferredReduction, reduction);

    // The library numbers its origins as EXIF does.
    private Orientation Orientation => (Orientation)_codec.EncodedOrigin;
}
