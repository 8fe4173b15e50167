using Iris.Imaging;

namespace Iris.Benchmarks.Stages;

/// <summary>From a file to pixels, at the scale at which faces are looked for.</summary>
[MemoryDiagnoser]
public class Decoding
{
    private readonly byte[] _png = PictureFiles.Png(Samples.MediumPixels);
    private readonly byte[] _webP = PictureFiles.WebP(Samples.MediumPixels);

    [Benchmark(Description = "decode JPEG 250×250")]
    public void Small() => Decode(Samples.Small);

    [Benchmark(Description = "decode JPEG 640×480")]
    public void Medium() => Decode(Samples.Medium);

    [Benchmark(Description = "decode JPEG 20 MP")]
    public void Large() => Decode(Samples.Large);

    [Benchmark(Description = "decode PNG 640×480")]
    public void Png() => Decode(_png);

    [Benchmark(Description = "decode WebP 640×480")]
    public void WebP() => Decode(_webP);

    /// <summary>Decodes a file that is known to be a picture. The caller releases the result.</summary>
    internal static unsafe Picture Open(byte[] file)
    {
        fixed (byte* bytes = file)
        {
            EncodedPicture picture = EncodedPicture.Open(bytes, file.Length, PictureLimits.Default, CancellationToken.None, out _)!;
            return picture.Decode(picture.PreferredReduction)!;
        }
    }

    private static void Decode(byte[] file) => Open(file).Dispose();
}
