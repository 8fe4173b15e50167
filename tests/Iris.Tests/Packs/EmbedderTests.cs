using System.Numerics;
using Iris.Alignment;
using Iris.Imaging;
using Iris.Models;
using Iris.Testing;
using Iris.Testing.Networks;
using Iris.Tests.Graphs;
using SkiaSharp;

namespace Iris.Tests.Packs;

/// <summary>
/// Embedders that a manifest describes: of the shapes that ArcFace, AdaFace and SFace are published in, but made here, since those files cannot be
/// had. What they are given is compared with what a slow twin makes of the same crop.
/// </summary>
public sealed class EmbedderTests
{
    private static readonly float[][] ArcFace = [[38.2946f, 51.6963f], [73.5318f, 51.5014f], [56.0252f, 71.7366f], [41.5493f, 92.3655f], [70.7299f, 92.2041f]];

    [Theory]
    [InlineData("SFace", "data", "fc1", 128, "rgb", 0, 1)]
    [InlineData("ArcFace", "input.1", "683", 512, "rgb", 127.5, 1 / 127.5)]
    [InlineData("AdaFace", "input", "output", 512, "bgr", 127.5, 1 / 127.5)]
    public void An_embedder_of_another_shape_compares_as_its_network_does(
        string name, string input, string output, int dimension, string channels, double mean, double scale)
    {
        byte[] network = NetworkFiles.Embedder(input, output, dimension);
        using PackFolder folder = PackFolder.OfDefault().Replace(ModelRole.Embedder, network, $"{name}.onnx").Edit(manifest =>
        {
            manifest["embedder"]!["channels"] = channels;
            manifest["embedder"]!["mean"] = mean;
            manifest["embedder"]!["scale"] = scale;
            manifest["embedder"]!["dimension"] = dimension;
        });
        ModelPack pack = folder.Open();
        using FaceComparer comparer = FaceComparer.Load(pack);
        byte[] picture = Pictures.Read(Pictures.Johns[0]);

        using PictureFaces faces = comparer.FindFaces(picture, cancellationToken: TestContext.Current.CancellationToken);

        float[] row = GraphRuns.Run(network, SlowCrop(picture, faces[0].Landmarks, pack.Manifest.Embedder))[output];
        float norm = MathF.Sqrt(row.Sum(value => value * value));
        Assert.Equal(dimension, faces.Embedding(0).Length);

        // What is interpolated in another order is rounded otherwise: a thousandth of a channel's value, 12,544 times.
        Assert.All(faces.Embedding(0).ToArray().Zip(row), pair => Assert.Equal(pair.Second / norm, pair.First, 1e-4f));
    }

    [Fact]
    public void An_output_is_chosen_by_its_name()
    {
        byte[] network = NetworkFiles.Embedder("input", "feature", 16, second: "norm");
        using PackFolder folder = PackFolder.OfDefault().Replace(ModelRole.Embedder, network, "two.onnx").Edit(manifest => manifest["embedder"]!["dimension"] = 16);
        byte[] picture = Pictures.Read(Pictures.Johns[0]);

        ModelPackException exception = Assert.Throws<ModelPackException>(() => FaceComparer.Load(folder.Open()).Dispose());
        Assert.EndsWith("two.onnx: it has 2 outputs (feature, norm), not 1.", exception.Message, StringComparison.Ordinal);

        float[] feature = Embed("feature"), norm = Embed("norm");
        Assert.Equal(feature, norm.Select(value => -value));

        float[] Embed(string output)
        {
            folder.Edit(manifest => manifest["embedder"]!["output"] = output);
            using FaceComparer comparer = FaceComparer.Load(folder.Open());
            using PictureFaces faces = comparer.FindFaces(picture, cancellationToken: TestContext.Current.CancellationToken);
            return faces.Embedding(0).ToArray();
        }
    }

    [Theory]
    [InlineData("rgb", 64)]
    [InlineData("bgr", 64)]
    [InlineData("rgb", 160)]
    [InlineData("bgr", 224)]
    public void A_face_whose_landmarks_are_the_template_s_is_cut_out_pixel_by_pixel(string channels, int side)
    {
        float scale = side / 112f;
        using PackFolder folder = PackFolder.OfDefault().Edit(manifest =>
        {
            manifest["embedder"]!["size"] = side;
            manifest["embedder"]!["channels"] = channels;
            manifest["embedder"]!["mean"] = 100;
            manifest["embedder"]!["scale"] = 0.5;
            manifest["embedder"]!["template"] = new System.Text.Json.Nodes.JsonArray(
                [.. ArcFace.Select(point => new System.Text.Json.Nodes.JsonArray(point[0] * scale, point[1] * scale))]);
        });
        EmbedderDescription embedder = folder.Open().Manifest.Embedder;
        Vector2[] points = embedder.TemplatePoints();
        var aligner = new FaceAligner(embedder);
        using var picture = new Picture(side, side);
        new Random(25).NextBytes(picture.Pixels);
        float[] planes = new float[aligner.Length];

        aligner.Align(picture, new(points[0], points[1], points[2], points[3], points[4]), planes);

        // The last row and column have no neighbour to be interpolated with when the place is rounded.
        int red = channels == "rgb" ? 0 : 2;
        for (int y = 0; y < side - 1; y++)
        {
            for (int x = 0; x < side - 1; x++)
            {
                int at = (y * side) + x;
                ReadOnlySpan<byte> pixel = picture.Row(y).Slice(4 * x, 4);
                Assert.Equal((pixel[0] - 100) * 0.5f, planes[(red * side * side) + at], 0.02f);
                Assert.Equal((pixel[1] - 100) * 0.5f, planes[(side * side) + at], 0.02f);
                Assert.Equal((pixel[2] - 100) * 0.5f, planes[((2 - red) * side * side) + at], 0.02f);
            }
        }
    }

    [Theory]
    [InlineData("rgb", 112, 0.7f)]
    [InlineData("bgr", 112, 0.7f)]
    [InlineData("rgb", 160, 0.7f)]
    [InlineData("rgb", 224, 0.35f)]
    public void The_quality_of_a_crop_is_measured_where_its_face_is(string channels, int side, float share)
    {
        // The template of ArcFace, smaller or larger, in the middle of the crop: what is around the face is white and must not count.
        float scale = side * share / 112, shift = side * (1 - share) / 2;
        var embedder = new EmbedderDescription(
            side, channels == "rgb" ? ChannelOrder.Rgb : ChannelOrder.Bgr, 127.5, 1 / 128.0, [.. ArcFace.Select(point => (float[])[(point[0] * scale) + shift, (point[1] * scale) + shift])], 128);
        float[] planes = [.. Enumerable.Repeat(127.5f / 128, 3 * side * side)];
        (int left, int top) = ((int)((23 * scale) + shift), (int)((35 * scale) + shift));
        int length = (int)MathF.Ceiling(66 * scale) + 2;
        for (int y = top; y < top + length; y++)
        {
            for (int x = left; x < left + length; x++)
            {
                // Pure red: of a luma of 0.299.
                int red = channels == "rgb" ? 0 : 2;
                planes[(red * side * side) + (y * side) + x] = 127.5f / 128;
                planes[(side * side) + (y * side) + x] = -127.5f / 128;
                planes[((2 - red) * side * side) + (y * side) + x] = -127.5f / 128;
            }
        }

        FaceQuality quality = new CropQuality(embedder).Measure(planes);

        Assert.Equal(0.299f, quality.Brightness, 1e-3f);
        Assert.Equal(0, quality.Sharpness);
    }

    // Point by point in doubles.
    private static float[] SlowCrop(byte[] file, FaceLandmarks landmarks, EmbedderDescription embedder)
    {
        using SKBitmap picture = PictureFiles.Decode(file);
        SimilarityTransform toPicture = SimilarityTransform.Fit(
            [landmarks.LeftEye, landmarks.RightEye, landmarks.Nose, landmarks.LeftMouth, landmarks.RightMouth], embedder.TemplatePoints()).Inverse();
        float[] crop = new float[3 * embedder.Size * embedder.Size];
        for (int at = 0; at < embedder.Size * embedder.Size; at++)
        {
            Vector2 place = toPicture.Apply(new(at % embedder.Size, at / embedder.Size));
            for (int channel = 0; channel < 3; channel++)
            {
                double value = 0;
                foreach ((int right, int down) in ((int, int)[])[(0, 0), (1, 0), (0, 1), (1, 1)])
                {
                    int x = (int)MathF.Floor(place.X) + right, y = (int)MathF.Floor(place.Y) + down;
                    double weight = (1 - Math.Abs(place.X - x)) * (1 - Math.Abs(place.Y - y));
                    bool isInside = x >= 0 && y >= 0 && x < picture.Width && y < picture.Height;
                    SKColor colour = isInside ? picture.GetPixel(x, y) : SKColors.Black;
                    value += weight * (channel switch { 0 => colour.Red, 1 => colour.Green, _ => colour.Blue });
                }

                int plane = embedder.Channels == ChannelOrder.Rgb ? channel : 2 - channel;
                crop[(plane * embedder.Size * embedder.Size) + at] = (float)((value - embedder.Mean) * embedder.Scale);
            }
        }

        return crop;
    }
}
