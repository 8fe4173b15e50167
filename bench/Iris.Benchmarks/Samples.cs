using SkiaSharp;

namespace Iris.Benchmarks;

/// <summary>Pictures to measure with: one face each, but for the group. Made of those for tests, which no program may contain.</summary>
internal static class Samples
{
    // Of a photograph of 1920×1350 with three faces, what is around the first.
    private static readonly SKRectI OneFace = SKRectI.Create(300, 100, 760, 570);

    // What a camera's sensor adds, so that a large picture is not as smooth, and as quickly decoded, as an enlarged one.
    private const int Grain = 12;
    private const int CameraQuality = 90;

    private static readonly Lazy<byte[]> LazyLarge = new(TakeLarge);

    /// <summary>A portrait, 250×250, with a face that is clear at the first look, as in most.</summary>
    public static byte[] Small { get; } = Portrait("johns/John_Salley/000183_02159543.jpg");

    /// <summary>Another of the same person.</summary>
    public static byte[] OtherSmall { get; } = Portrait("johns/John_Salley/000190_02159501.jpg");

    /// <summary>One whose face is found at a further look.</summary>
    public static byte[] HardSmall { get; } = Portrait("johns/John_Salley/000179_02159509.jpg");

    /// <summary>Three people, 1920×1350.</summary>
    public static byte[] Group { get; } = Pictures.Read("groups/faceapi_sample3.jpg");

    /// <summary>One of them, 640×480.</summary>
    public static SKBitmap MediumPixels { get; } = Enlarge(Cut(Group, OneFace), 640, 480);

    /// <summary>The same as a JPEG file.</summary>
    public static byte[] Medium { get; } = Jpeg(MediumPixels);

    /// <summary>The same as from a camera of 20 megapixels.</summary>
    public static byte[] Large => LazyLarge.Value;

    /// <summary>A picture as it stands in a request.</summary>
    public static string DataUri(byte[] jpeg) => "data:image/jpeg;base64," + Convert.ToBase64String(jpeg);

    private static byte[] TakeLarge()
    {
        using SKBitmap pixels = Enlarge(Cut(Group, OneFace), 5184, 3888);
        AddGrain(pixels);
        return Jpeg(pixels);
    }

    private static byte[] Portrait(string name)
    {
        using SKBitmap portrait = PictureFiles.Decode(Pictures.Read(name));
        using SKBitmap pixels = Enlarge(portrait, 250, 250);
        return Jpeg(pixels);
    }

    private static SKBitmap Cut(byte[] file, SKRectI place)
    {
        using SKBitmap whole = PictureFiles.Decode(file);
        var part = new SKBitmap();
        whole.ExtractSubset(part, place);
        return part.Copy();
    }

    private static SKBitmap Enlarge(SKBitmap picture, int width, int height)
    {
        SKBitmap larger = Canvas.Blank(width, height, SKColors.Black);
        Canvas.Paste(picture, larger, SKRectI.Create(width, height));
        return larger;
    }

    private static void AddGrain(SKBitmap pixels)
    {
        var random = new Random(1);
        foreach (ref byte value in pixels.GetPixelSpan())
        {
            value = (byte)Math.Clamp(value + random.Next(-Grain, Grain + 1), 0, byte.MaxValue);
        }
    }

    // As cameras and telephones write it: with colours at half the resolution.
    private static byte[] Jpeg(SKBitmap pixels)
    {
        using SKPixmap map = pixels.PeekPixels();
        using SKData file = map.Encode(new SKJpegEncoderOptions(CameraQuality, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.Ignore))!;
        return file.ToArray();
    }
}
