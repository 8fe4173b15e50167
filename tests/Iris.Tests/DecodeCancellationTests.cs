using System.Diagnostics;
using Iris.Imaging;
using Iris.Testing;
using SkiaSharp;

namespace Iris.Tests;

/// <summary>
/// A decode that is cancelled ends soon, wherever it is. One that is not has the pixels that another program's decoder has, also of a file that is cut short.
/// </summary>
public sealed class DecodeCancellationTests
{
    public static TheoryData<string> Interruptible => ["JPEG", "progressive JPEG", "PNG", "WebP", "GIF", "BMP"];

    [Fact]
    public void What_is_decoded_is_what_another_program_decodes()
    {
        foreach (string picture in Pictures.Held)
        {
            byte[] file = Pictures.Read(picture);
            foreach (int length in (ReadOnlySpan<int>)[file.Length, file.Length * 2 / 3])
            {
                foreach (int reduction in (ReadOnlySpan<int>)[1, 2, 4, 8])
                {
                    Assert.True(ByAnother(file[..length], reduction).AsSpan().SequenceEqual(Decoding.Pixels(file.AsSpan(0, length), reduction)), picture);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Interruptible))]
    public unsafe void A_cancelled_decode_throws_and_takes_a_fraction_of_a_whole_one(string format)
    {
        byte[] file = Large(format);
        fixed (byte* bytes = file)
        {
            EncodedPicture? whole = EncodedPicture.Open(bytes, file.Length, PictureLimits.Default, CancellationToken.None, out _);
            long started = Stopwatch.GetTimestamp();
            using Picture? picture = whole!.Decode(1);
            TimeSpan wholeTime = Stopwatch.GetElapsedTime(started);
            Assert.NotNull(picture);

            // The shortest of several: the machine may be busy with something else.
            TimeSpan shortest = TimeSpan.MaxValue;
            for (int i = 0; i < 5; i++)
            {
                using var cancellation = new CancellationTokenSource();
                EncodedPicture? encoded = EncodedPicture.Open(bytes, file.Length, PictureLimits.Default, cancellation.Token, out _);
                cancellation.Cancel();
                started = Stopwatch.GetTimestamp();
                Assert.Throws<OperationCanceledException>(() => encoded!.Decode(1));
                shortest = TimeSpan.FromTicks(Math.Min(shortest.Ticks, Stopwatch.GetElapsedTime(started).Ticks));
            }

            TestContext.Current.TestOutputHelper?.WriteLine($"{format}: whole {wholeTime.TotalMilliseconds:F1} ms, cancelled {shortest.TotalMilliseconds:F1} ms");

            // Measured: 0.001 to 0.04. What is left is taking the memory of the pixels and giving it back.
            Assert.InRange(shortest / wholeTime, 0, 0.5);
        }
    }

    [Fact]
    public void A_token_that_is_cancelled_ends_the_reading_of_a_header() => Assert.Throws<OperationCanceledException>(OpenCancelled);

    [Fact]
    public void Turning_and_reducing_end_when_they_are_cancelled()
    {
        using var picture = new Picture(100, 50);
        var cancelled = new CancellationToken(true);

        Assert.Throws<OperationCanceledException>(() => Reorientation.Apply(picture, Orientation.Transpose, cancelled));
        Assert.Throws<OperationCanceledException>(() => AreaResampler.Reduce(picture, 2, cancelled));
    }

    private static unsafe void OpenCancelled()
    {
        byte[] file = Pictures.Read(Pictures.Johns[0]);
        fixed (byte* bytes = file)
        {
            EncodedPicture.Open(bytes, file.Length, PictureLimits.Default, new CancellationToken(true), out _);
        }
    }

    private static byte[] Large(string format)
    {
        const int Width = 3000, Height = 2000;
        if (format == "progressive JPEG")
        {
            return JpegFile.Progressive(Width, Height, 20, scanBytes: 4000, [JpegFile.FullColour]);
        }

        var random = new Random(1);
        if (format == "GIF")
        {
            byte[] levels = new byte[Width * Height];
            random.NextBytes(levels);
            return GifFile.Grey(Width, levels);
        }

        using SKBitmap pixels = Canvas.Blank(Width, Height, SKColors.Black);
        random.NextBytes(pixels.GetPixelSpan());
        for (int i = 3; i < pixels.ByteCount; i += 4)
        {
            pixels.GetPixelSpan()[i] = 255;
        }

        return format switch
        {
            "PNG" => PictureFiles.Png(pixels),
            "WebP" => PictureFiles.WebP(pixels),
            "BMP" => BmpFile.Of(Width, Height, 32, 0, pixels.GetPixelSpan().ToArray()),
            _ => PictureFiles.Jpeg(pixels, 90),
        };
    }

    private static byte[] ByAnother(byte[] file, int reduction)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null)
        {
            return [];
        }

        SKSizeI size = reduction == 1 ? codec.Info.Size : codec.GetScaledDimensions(1f / reduction);
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        byte[] pixels = new byte[info.BytesSize];
        SKCodecResult result;
        unsafe
        {
            fixed (byte* to = pixels)
            {
                result = codec.GetPixels(info, (nint)to, info.RowBytes, SKCodecOptions.Default);
            }
        }

        return result is SKCodecResult.Success or SKCodecResult.IncompleteInput ? pixels : [];
    }
}
