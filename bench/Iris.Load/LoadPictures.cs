using System.Globalization;
using System.Text;
using SkiaSharp;

namespace Iris.Load;

/// <summary>The pictures that are sent, and the bodies with them. Large ones are made of a small one in memory.</summary>
internal static class LoadPictures
{
    private const int Quality = 85;

    /// <summary>A portrait of 150×150, as it is in the repository.</summary>
    public static byte[] Small { get; } = Repository.Face("johns/John_Salley/000183_02159543.jpg");

    /// <summary>Another portrait of the same person.</summary>
    public static byte[] SmallTarget { get; } = Repository.Face("johns/John_Salley/000179_02159509.jpg");

    /// <summary>A photograph with a portrait in it, whose face is a third of the picture's height.</summary>
    /// <param name="portrait">The portrait.</param>
    /// <param name="width">The photograph's width in pixels.</param>
    /// <param name="height">Its height.</param>
    /// <param name="noise">
    /// How far pixels are from what was enlarged, either way, since that alone has no detail, and a file a tenth as long as a camera's. By
    /// default such that 640×480 have 50 kB; 14 makes 5 MB of 20 megapixels.
    /// </param>
    public static byte[] Photograph(byte[] portrait, int width, int height, int noise = 7)
    {
        using var small = SKBitmap.Decode(portrait);
        using var photograph = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using (var canvas = new SKCanvas(photograph))
        using (var image = SKImage.FromBitmap(small))
        {
            canvas.Clear(SKColors.Gray);
            int side = height * 2 / 3;
            canvas.DrawImage(
                image, SKRectI.Create((width - side) / 2, (height - side) / 3, side, side), new SKSamplingOptions(SKCubicResampler.Mitchell));
        }

        if (noise > 0)
        {
            AddNoise(photograph.GetPixelSpan(), noise);
        }

        using SKData file = photograph.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return file.ToArray();
    }

    /// <summary>A request with small pictures of one person.</summary>
    public static byte[] SmallBody(int candidates) => Body(SmallTarget, Small, candidates);

    /// <summary>A request to compare.</summary>
    public static byte[] Body(byte[] target, byte[] candidate, int candidates)
    {
        string image = Repository.DataUri(candidate);
        IEnumerable<string> people = Enumerable.Range(0, candidates)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"name":"{{i}}","image_url":"{{image}}"}"""));
        return Encoding.UTF8.GetBytes($$"""{"target_url":"{{Repository.DataUri(target)}}","people":[{{string.Join(',', people)}}]}""");
    }

    // The same for the three channels: cameras take noise out of colour, not out of brightness.
    private static void AddNoise(Span<byte> pixels, int most)
    {
        var random = new Random(1);
        for (int i = 0; i < pixels.Length; i += 4)
        {
            int noise = random.Next(-most, most + 1);
            for (int j = i; j < i + 3; j++)
            {
                pixels[j] = (byte)Math.Clamp(pixels[j] + noise, 0, 255);
            }
        }
    }
}
