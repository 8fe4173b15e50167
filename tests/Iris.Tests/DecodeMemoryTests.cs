using System.Globalization;
using Iris.Imaging;
using Iris.Memory;
using Iris.Testing;
using SkiaSharp;

namespace Iris.Tests;

/// <summary>What a decode takes is no more than what its header was measured at. Alone, since it looks at the whole process.</summary>
[Collection(nameof(DecodeMemoryTests))]
[CollectionDefinition(nameof(DecodeMemoryTests), DisableParallelization = true)]
public sealed class DecodeMemoryTests
{
    private const int Width = 3000;
    private const int Height = 2000;

    // What the runtime itself takes meanwhile, and the block of the first decode, 6 MB, that the pool keeps for the next request.
    private const long Slack = 8_000_000;

    public static TheoryData<string> Kinds =>
        ["JPEG", "turned JPEG", "progressive JPEG", "PNG", "interlaced PNG of 16 bits", "lossless WebP", "lossy WebP", "GIF", "BMP"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_decode_takes_no_more_memory_than_its_header_was_measured_at(string kind)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads the process's resident memory from /proc.");
        byte[] file = Make(kind);
        long measured = Engine.Shared.MeasureDecode(file);

        // The least of several: what the rest of the process takes meanwhile only adds.
        long taken = long.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            taken = Math.Min(taken, TakenBy(file));
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{kind}: measured {measured / 1e6:F1} MB, taken {taken / 1e6:F1} MB");
        Assert.InRange(taken, Width * Height * 4, measured + Slack);
    }

    private static unsafe long TakenBy(byte[] file)
    {
        SensitiveMemory.Trim();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        NativeHeap.Trim();
        ResetPeak();
        long before = Peak();
        fixed (byte* bytes = file)
        {
            using EncodedPicture? encoded = EncodedPicture.Open(bytes, file.Length, PictureLimits.Default, CancellationToken.None, out _);
            using Picture? first = encoded!.Decode(encoded.PreferredReduction);
            Assert.True(encoded.FitsFiner(1));
            using Picture? finer = encoded.Decode(1);
            Assert.True(first is not null && finer is not null);
        }

        return Peak() - before;
    }

    // The most memory that was resident since the last reset (proc(5), VmHWM and clear_refs).
    private static long Peak()
    {
        const string Name = "VmHWM:";
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Name, StringComparison.Ordinal));
        return 1024 * long.Parse(line.AsSpan(Name.Length, line.Length - Name.Length - " kB".Length), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
    }

    private static void ResetPeak()
    {
        using FileStream request = new("/proc/self/clear_refs", FileMode.Open, FileAccess.Write);
        request.WriteByte((byte)'5');
    }

    private static byte[] Make(string kind)
    {
        var random = new Random(1);
        if (kind == "GIF")
        {
            return GifFile.Grey(Width, new byte[Width * Height]);
        }

        if (kind == "progressive JPEG")
        {
            return JpegFile.Progressive(Width, Height, 4, JpegFile.FullColour, JpegFile.FullColour, JpegFile.FullColour);
        }

        if (kind == "interlaced PNG of 16 bits")
        {
            return PngFile.Announcing(Width, Height, depth: 16, isInterlaced: true);
        }

        using SKBitmap pixels = Canvas.Blank(Width, Height, SKColors.Gray);
        random.NextBytes(pixels.GetPixelSpan()[..(Width * 400)]);
        using SKPixmap map = pixels.PeekPixels();
        using SKData? lossy = kind == "lossy WebP" ? map.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, 50)) : null;
        return kind switch
        {
            "lossy WebP" => lossy!.ToArray(),
            "lossless WebP" => PictureFiles.WebP(pixels),
            "PNG" => PictureFiles.Png(pixels),
            "BMP" => BmpFile.Of(Width, Height, 32, 0, pixels.GetPixelSpan().ToArray()),
            "turned JPEG" => Exif.WithOrientation(PictureFiles.Jpeg(pixels), 6),
            _ => PictureFiles.Jpeg(pixels),
        };
    }
}
