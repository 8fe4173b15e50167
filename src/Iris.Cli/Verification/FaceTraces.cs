using System.Runtime.InteropServices;
using Iris.Alignment;
using Iris.Imaging;
using Iris.Models;

namespace Iris.Cli.Verification;

/// <summary>What comparing a face computes on the way, cut into pieces to look for in memory: a trace need not be whole.</summary>
internal static class FaceTraces
{
    private const int PixelsInARow = 16;
    private const int NumbersInARow = 8;

    /// <summary>The pieces, by name: of the pixels with and without their fourth byte, of the aligned crop and of the embedding.</summary>
    /// <param name="picture">An encoded picture with a face, small enough to be decoded at full size.</param>
    /// <param name="pack">The model pack that compares.</param>
    /// <exception cref="VerificationException">The pack finds no face.</exception>
    /// <exception cref="ModelPackException">The pack cannot be used.</exception>
    public static unsafe Dictionary<string, byte[]> Of(byte[] picture, ModelPack pack)
    {
        var traces = new Dictionary<string, byte[]>();
        using FaceComparer comparer = FaceComparer.Load(pack);
        using PictureFaces faces = comparer.FindFaces(picture);
        if (faces.Count == 0)
        {
            throw new VerificationException($"The model pack {pack.Manifest.Name} finds no face in the drawing that is sent: nothing can be shown of it.");
        }

        AddNumbers(traces, "embedding", faces.Embedding(0), step: NumbersInARow);

        fixed (byte* bytes = picture)
        {
            EncodedPicture encoded = EncodedPicture.Open(bytes, picture.Length, PictureLimits.Default, CancellationToken.None, out _)
                ?? throw new ArgumentException("It cannot be read.", nameof(picture));
            using Picture pixels = encoded.Decode(reduction: 1) ?? throw new ArgumentException("It cannot be decoded.", nameof(picture));
            for (int y = pixels.Height / 4; y < pixels.Height * 3 / 4; y += 8)
            {
                ReadOnlySpan<byte> row = pixels.Row(y).Slice(pixels.Stride / 2, PixelsInARow * Picture.BytesPerPixel);
                traces[$"pixels of row {y}"] = row.ToArray();
                traces[$"colours of row {y}"] = [.. row.ToArray().Where((_, i) => i % Picture.BytesPerPixel != Picture.BytesPerPixel - 1)];
            }

            var aligner = new FaceAligner(pack.Manifest.Embedder);
            float[] crop = new float[aligner.Length];
            aligner.Align(pixels, faces[0].Landmarks, crop);
            AddNumbers(traces, "aligned crop", crop.AsSpan(aligner.Side * 30), step: aligner.Side * 10);
        }

        return traces;
    }

    private static void AddNumbers(Dictionary<string, byte[]> traces, string name, ReadOnlySpan<float> numbers, int step)
    {
        for (int i = 0; i + NumbersInARow <= numbers.Length; i += step)
        {
            traces[$"{name} from {i}"] = MemoryMarshal.AsBytes(numbers.Slice(i, NumbersInARow)).ToArray();
        }
    }
}
