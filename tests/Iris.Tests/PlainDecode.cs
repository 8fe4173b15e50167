using Iris.Imaging;
using SkiaSharp;

namespace Iris.Tests;

/// <summary>A GIF or BMP file decoded at full size: by Iris's own decoder, or by SkiaSharp, which shares no code with it.</summary>
internal sealed record PlainDecode(DecodeOutcome Outcome, byte[] Pixels)
{
    private static readonly PlainDecode Unreadable = new(DecodeOutcome.Unreadable, []);

    public static PlainDecode ByIris(byte[] file) => Decode(file, CancellationToken.None);

    /// <summary>With a token that is cancelled beforehand.</summary>
    public static void CancelledByIris(byte[] file) => Decode(file, new CancellationToken(true));

    public static unsafe PlainDecode BySkia(byte[] file)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (!TryReadHeader(file, out PictureHeader header) || codec is null || codec.Info.Size != new SKSizeI((int)header.Width, (int)header.Height))
        {
            return Unreadable;
        }

        bool isBmp = header.Format == PictureFormat.Bmp;
        SKImageInfo info = new(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, isBmp ? SKAlphaType.Unpremul : SKAlphaType.Premul);
        byte[] pixels = new byte[info.BytesSize];
        SKCodecResult result;
        fixed (byte* to = pixels)
        {
            result = codec.GetPixels(info, (nint)to, info.RowBytes, SKCodecOptions.Default);
        }

        if (isBmp && codec.Info.AlphaType != SKAlphaType.Opaque)
        {
            Opacity.Flatten(pixels, info.RowBytes, CancellationToken.None);
        }

        return result switch
        {
            SKCodecResult.Success => new(DecodeOutcome.Whole, pixels),
            SKCodecResult.IncompleteInput => new(DecodeOutcome.Incomplete, pixels),
            _ => Unreadable,
        };
    }

    /// <summary>Both decode a file, with the same result.</summary>
    /// <returns>The result.</returns>
    public static PlainDecode OfBoth(byte[] file, string what)
    {
        PlainDecode skia = BySkia(file), iris = ByIris(file);
        Assert.True(skia.Outcome == iris.Outcome, $"{what}: {iris.Outcome}, by SkiaSharp {skia.Outcome}");
        int differs = skia.Pixels.AsSpan().CommonPrefixLength(iris.Pixels);
        Assert.True(differs == skia.Pixels.Length, $"{what}: byte {differs} of {skia.Pixels.Length} differs");
        return iris;
    }

    /// <summary>The red of each pixel, or -1 where it is transparent.</summary>
    public int[] Levels() => [.. Pixels.Chunk(Picture.BytesPerPixel).Select(pixel => pixel[3] == 0 ? -1 : pixel[0])];

    private static PlainDecode Decode(byte[] file, CancellationToken cancellationToken)
    {
        if (!TryReadHeader(file, out PictureHeader header))
        {
            return Unreadable;
        }

        using var picture = new Picture((int)header.Width, (int)header.Height);
        DecodeOutcome outcome = header.Format == PictureFormat.Gif
            ? GifDecoder.Decode(file, header, picture.Pixels, cancellationToken)
            : BmpDecoder.Decode(file, header, picture.Pixels, cancellationToken);
        return outcome == DecodeOutcome.Unreadable ? Unreadable : new(outcome, picture.Pixels.ToArray());
    }

    // What Iris refuses itself, no decoder sees; nor what would take long here.
    private static bool TryReadHeader(byte[] file, out PictureHeader header)
    {
        header = PictureHeader.Read(file, PictureSignature.Recognise(file));
        return header is { IsUnreadable: false, Width: > 0 and < 65_536, Height: > 0 and < 65_536 } && header.Width * header.Height < 1_000_000;
    }
}
