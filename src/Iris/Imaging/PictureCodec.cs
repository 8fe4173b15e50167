using SkiaSharp;

namespace Iris.Imaging;

/// <summary>
/// The one place where a picture's bytes meet the codec library, which is native code. It sees only kinds that it was tried with, and is held to
/// what Iris has read itself: the format, the size and the size at each reduction. It writes into pixels with a margin before and behind, which it may
/// not touch, and an inaccessible page after that. Not thread-safe.
/// </summary>
internal sealed class PictureCodec : IDisposable
{
    private readonly IDisposable _file;
    private readonly SKCodec _codec;
    private readonly PictureHeader _header;

    private PictureCodec(IDisposable file, SKCodec codec, PictureHeader header)
    {
        _file = file;
        _codec = codec;
        _header = header;
    }

    /// <summary>Whether the last decode had to do without a part of the picture, because the file ends before it.</summary>
    public bool FoundIncomplete { get; private set; }

    /// <summary>Whether the codec has written into a margin. It has a fault then, and what it decoded is not used.</summary>
    public bool Overran { get; private set; }

    /// <summary>Whether what it decodes has opacities that have not been applied: <see cref="Opacity"/>.</summary>
    public bool LeavesOpacity => _header.Format == PictureFormat.Bmp && _codec.Info.AlphaType != SKAlphaType.Opaque;

    /// <summary>Has the codec read the header.</summary>
    /// <param name="bytes">Where the file is; it must stay there, unchanged, until the result is released.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="header">What Iris has read of it.</param>
    /// <param name="cancellationToken">Ends the file, and so the decode, other than of WebP.</param>
    /// <returns>The codec, or null where it cannot read the file or reads another picture in it than Iris does.</returns>
    public static unsafe PictureCodec? Open(byte* bytes, int length, PictureHeader header, CancellationToken cancellationToken)
    {
        // The decoder of WebP takes the whole file at once, and would copy a stream.
        IDisposable file;
        SKCodec? codec;
        if (header.Format == PictureFormat.WebP)
        {
            var data = SKData.Create((nint)bytes, length);
            file = data;
            codec = SKCodec.Create(data);
        }
        else
        {
            FilePart[] parts = header.Format == PictureFormat.Png ? PngStructure.Parts(new(bytes, length)) : [new(0, length)];
            var stream = new PictureStream(bytes, parts, cancellationToken);
            file = stream;
            codec = SKCodec.Create(stream);
        }

        if (codec is not null
            && codec.EncodedFormat == FormatOf(header.Format)
            && (codec.Info.Width, codec.Info.Height) == (header.Width, header.Height))
        {
            return new(file, codec, header);
        }

        codec?.Dispose();
        file.Dispose();
        return null;
    }

    /// <summary>Decodes the first frame as it is stored, at the size that <see cref="PictureHeader.CodecSide"/> says.</summary>
    /// <param name="reduction">1, 2, 4 or 8.</param>
    /// <returns>The picture, which the caller releases, or null where the codec cannot decode it or breaks its promise.</returns>
    public Picture? Decode(int reduction)
    {
        int width = _header.CodecSide(_header.Width, reduction);
        int height = _header.CodecSide(_header.Height, reduction);
        if (reduction > 1 && !_header.IsReducedAfterDecode(reduction) && _codec.GetScaledDimensions(1f / reduction) != new SKSizeI(width, height))
        {
            return null;
        }

        // With transparency in it, a BMP can be meant to be opaque.
        bool isBmp = _header.Format == PictureFormat.Bmp;
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, isBmp ? SKAlphaType.Unpremul : SKAlphaType.Premul);

        // A margin of a whole row at full size: a decoder has been seen to write that where it had promised a reduced one.
        var picture = new Picture(width, height, marginRow: (int)_header.Width);
        try
        {
            SKCodecResult result = _codec.GetPixels(info, picture.Address, picture.Stride, SKCodecOptions.Default);
            Overran |= !picture.HasIntactMargins;
            FoundIncomplete = _header.IsCutShort || result == SKCodecResult.IncompleteInput;
            if (Overran || result is not (SKCodecResult.Success or SKCodecResult.IncompleteInput))
            {
                return null;
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

    private static SKEncodedImageFormat FormatOf(PictureFormat format) => format switch
    {
        PictureFormat.Jpeg => SKEncodedImageFormat.Jpeg,
        PictureFormat.Png => SKEncodedImageFormat.Png,
        PictureFormat.Gif => SKEncodedImageFormat.Gif,
        PictureFormat.WebP => SKEncodedImageFormat.Webp,
        _ => SKEncodedImageFormat.Bmp,
    };
}
