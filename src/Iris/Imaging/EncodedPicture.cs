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

    private readonly SKData _data;
    private readonly SKCodec _codec;
    private readonly PictureLimits _limits;

    private EncodedPicture(SKData data, SKCodec codec, PictureLimits limits)
    {
        _data = data;
        _codec = codec;
        _limits = limits;
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

    /// <summary>Reads a picture's header.</summary>
    /// <param name="bytes">Where the picture is; it must stay there, unchanged, until the result is released.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="limits">What it is checked against.</param>
    /// <param name="refusal">Why there is no result.</param>
    /// <returns>The picture, or null when it is unreadable, unsupported or too large.</returns>
    public static unsafe EncodedPicture? Open(byte* bytes, int length, PictureLimits limits, out PictureOutcome refusal)
    {
        if (length == 0 || !PictureSignature.IsSupported(new ReadOnlySpan<byte>(bytes, length)))
        {
            refusal = length == 0 ? PictureOutcome.Unreadable : PictureOutcome.Unsupported;
            return null;
        }

        var file = new ReadOnlySpan<byte>(bytes, length);
        if (PictureSignature.IsJpeg(file) && !JpegStructure.Read(file).IsWithin(limits.MaxDecodedPixels * Picture.BytesPerPixel))
        {
            refusal = PictureOutcome.TooLarge;
            return null;
        }

        SKData data = SKData.Create((nint)bytes, length);
        SKCodec? codec = SKCodec.Create(data);
        if (codec is null)
        {
            data.Dispose();
            refusal = PictureOutcome.Unreadable;
            return null;
        }

        var picture = new EncodedPicture(data, codec, limits);
        if ((long)picture.Width * picture.Height > limits.MaxPixels || !picture.Fits(picture.PreferredReduction))
        {
            picture.Dispose();
            refusal = PictureOutcome.TooLarge;
            return null;
        }

        refusal = default;
        return picture;
    }

    /// <summary>Whether a decode at a reduction stays within the limit on pixels in memory.</summary>
    public bool Fits(int reduction)
    {
        SKSizeI decoded = CodecSize(reduction);
        return (long)decoded.Width * decoded.Height <= _limits.MaxDecodedPixels;
    }

    /// <summary>Decodes the first frame, upright, both sides divided by a reduction and rounded up.</summary>
    /// <param name="reduction">1, 2, 4 or 8, such that it <see cref="Fits"/>.</param>
    /// <returns>The picture, or null when it cannot be decoded. One that is cut short is returned with what there is of it.</returns>
    public Picture? Decode(int reduction)
    {
        SKSizeI size = CodecSize(reduction);
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        Picture? picture = new(size.Width, size.Height);
        try
        {
            SKCodecResult result = _codec.GetPixels(info, picture.Address, picture.Stride, SKCodecOptions.Default);
            if (result is not (SKCodecResult.Success or SKCodecResult.IncompleteInput))
            {
                return null;
            }

            if (reduction > 1 && size == _codec.Info.Size)
            {
                Replace(ref picture, AreaResampler.Reduce(picture, reduction));
            }

            if (Orientation != Orientation.Upright)
            {
                Replace(ref picture, Reorientation.Apply(picture, Orientation));
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
        _data.Dispose();
    }

    private static void Replace(ref Picture picture, Picture replacement)
    {
        picture.Dispose();
        picture = replacement;
    }

    // The library numbers its origins as EXIF does.
    private Orientation Orientation => (Orientation)_codec.EncodedOrigin;

    // The size at which the codec itself decodes: JPEG and WebP scale while they decode, the others answer their full size.
    private SKSizeI CodecSize(int reduction) => reduction == 1 ? _codec.Info.Size : _codec.GetScaledDimensions(1f / reduction);
}
