using System.Buffers.Binary;
using SkiaSharp;

namespace Iris.Testing;

/// <summary>Writes pictures in the formats that the engine reads.</summary>
public static class PictureFiles
{
    /// <summary>Decodes a file to pixels as they are stored, whatever orientation it announces.</summary>
    /// <param name="file">An encoded picture.</param>
    public static SKBitmap Decode(byte[] file)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        var pixels = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        codec.GetPixels(pixels.Info, pixels.GetPixels());
        return pixels;
    }

    /// <summary>A PNG file, which loses nothing.</summary>
    public static byte[] Png(SKBitmap pixels) => Bytes(pixels.Encode(SKEncodedImageFormat.Png, 100));

    /// <summary>A JPEG file without colour subsampling, so that quality 100 loses next to nothing.</summary>
    public static byte[] Jpeg(SKBitmap pixels, int quality = 100)
    {
        using SKPixmap map = pixels.PeekPixels();
        return Bytes(map.Encode(new SKJpegEncoderOptions(quality, SKJpegEncoderDownsample.Downsample444, SKJpegEncoderAlphaOption.Ignore)));
    }

    /// <summary>A lossless WebP file.</summary>
    public static byte[] WebP(SKBitmap pixels)
    {
        using SKPixmap map = pixels.PeekPixels();
        return Bytes(map.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 50)));
    }

    /// <summary>An uncompressed BMP file of 24 bits a pixel, rows from bottom to top.</summary>
    public static byte[] Bmp(SKBitmap pixels)
    {
        const int Headers = 54;
        int stride = ((pixels.Width * 3) + 3) / 4 * 4;
        byte[] file = new byte[Headers + (stride * pixels.Height)];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), Headers);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), pixels.Width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), pixels.Height);
        file[26] = 1;
        file[28] = 24;
        for (int y = 0; y < pixels.Height; y++)
        {
            int at = Headers + ((pixels.Height - 1 - y) * stride);
            for (int x = 0; x < pixels.Width; x++)
            {
                SKColor colour = pixels.GetPixel(x, y);
                file[at++] = colour.Blue;
                file[at++] = colour.Green;
                file[at++] = colour.Red;
            }
        }

        return file;
    }

    private static byte[] Bytes(SKData? encoded)
    {
        using (encoded)
        {
            return encoded?.ToArray() ?? throw new InvalidOperationException("The codec library cannot encode this picture.");
        }
    }
}
