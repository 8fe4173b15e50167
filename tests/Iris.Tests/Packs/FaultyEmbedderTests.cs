using Iris.Memory;
using Iris.Models;
using Iris.Testing;
using Iris.Testing.Networks;

namespace Iris.Tests.Packs;

/// <summary>Embedders that answer with what has no direction: nothing may be compared with that.</summary>
public sealed class FaultyEmbedderTests
{
    public static TheoryData<byte[], string> Faults => new()
    {
        { FaultyEmbedders.NoNumber(), "it answers a face with what is no number: see the embedder's mean and scale." },
        { FaultyEmbedders.Zero(), "it answers a face with zero: see the embedder's mean and scale." },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_face_that_is_embedded_as_nothing_is_an_error_of_the_pack_before_any_request(byte[] network, string reason)
    {
        using PackFolder folder = PackFolder.OfDefault().Replace(ModelRole.Embedder, file: "faulty.onnx", network: network);
        using FaceComparer comparer = FaceComparer.Load(folder.Open());

        ModelPackException atStart = Assert.Throws<ModelPackException>(comparer.WarmUp);
        ModelPackException atWork = Assert.Throws<ModelPackException>(
            () => comparer.FindFaces(Pictures.Read(Pictures.Johns[0]), cancellationToken: TestContext.Current.CancellationToken).Dispose());

        Assert.EndsWith($"faulty.onnx: {reason}", atStart.Message, StringComparison.Ordinal);
        Assert.Equal(atStart.Message, atWork.Message);
    }

    [Fact]
    public void What_is_a_number_for_a_grey_picture_and_none_for_a_face_is_told_as_soon_as_there_is_one()
    {
        using PackFolder folder = PackFolder.OfDefault().Replace(ModelRole.Embedder, file: "faulty.onnx", network: FaultyEmbedders.NoNumberForFaces());
        using FaceComparer comparer = FaceComparer.Load(folder.Open());
        long leaked = SensitiveMemory.Leaked;
        comparer.WarmUp();

        Assert.Throws<ModelPackException>(
            () => comparer.Compare(Pictures.Read(Pictures.Johns[0]), Pictures.Read(Pictures.Johns[1]), TestContext.Current.CancellationToken));
        using PictureFaces faces = comparer.FindFaces(
            Pictures.Read(Pictures.Johns[0]), new FaceSearch { Embed = FaceSelection.None }, TestContext.Current.CancellationToken);

        Assert.Equal(1, faces.Count);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal(leaked, SensitiveMemory.Leaked);
    }

    [Fact]
    public void An_embedder_that_standardises_each_picture_passes_and_compares()
    {
        using PackFolder folder = PackFolder.OfDefault().Replace(ModelRole.Embedder, file: "other.onnx", network: NetworkFiles.StandardisingEmbedder(192));
        using FaceComparer comparer = FaceComparer.Load(folder.Open());

        comparer.WarmUp();

        Assert.NotNull(comparer.Compare(Pictures.Read(Pictures.Johns[0]), Pictures.Read(Pictures.Johns[1]), TestContext.Current.CancellationToken).Similarity);
    }

    [Fact]
    public void An_embedder_without_a_bias_passes_whatever_a_pack_makes_of_a_pixel()
    {
        foreach ((double mean, double scale) in ((double, double)[])[(0, 1), (127.5, 1 / 127.5), (255, 1)])
        {
            using PackFolder folder = PackFolder.OfDefault()
                .Replace(ModelRole.Embedder, file: "plain.onnx", network: NetworkFiles.Embedder("input", "embedding", 192))
                .Edit(manifest =>
                {
                    manifest["embedder"]!["mean"] = mean;
                    manifest["embedder"]!["scale"] = scale;
                });
            using FaceComparer comparer = FaceComparer.Load(folder.Open());

            comparer.WarmUp();
        }
    }
}
