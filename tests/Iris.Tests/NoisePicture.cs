using Iris.Imaging;

namespace Iris.Tests;

/// <summary>Pictures of noise: no pixel is like its neighbour, so that every mistake in a coordinate shows.</summary>
internal static class NoisePicture
{
    public static Picture Of(int width, int height, int seed)
    {
        var picture = new Picture(width, height);
        new Random(seed).NextBytes(picture.Pixels);
        return picture;
    }
}
