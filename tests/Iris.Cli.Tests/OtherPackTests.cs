using System.Runtime.InteropServices;
using Iris.Cli.Verification;
using Iris.Models;
using Iris.Testing.Networks;

namespace Iris.Cli.Tests;

/// <summary><c>iris verify</c> and servers with another model pack than the one that comes with Iris.</summary>
[Collection(VerificationRuns.Name)]
public sealed class OtherPackTests
{
    private const int Dimension = 512;

    [Fact]
    public async Task A_server_is_started_with_the_pack_and_what_that_computes_is_looked_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "iris verify reads a process's memory through Linux's /proc.");
        using PackFolder pack = OfAnotherEmbedder();

        (_, string output, string error) = await IrisCommand.RunAsync("verify", "--models", pack.Folder, "--json");

        Assert.Equal("", error);
        var report = new VerificationReport(output);
        Assert.Contains(
            "looked for what the model pack made-up 1.0.0 computes of a face",
            report.Root.GetProperty("options").EnumerateArray().Select(option => option.GetString()));
        Assert.All(report.Ids, id => Assert.Empty(report.Evidence(id, "not_checked")));
        Assert.All(report.Ids, id => report.AssertFailed(id, Platform.MissingOf(id)));
    }

    [Fact]
    public async Task A_running_server_with_another_pack_than_is_looked_for_is_not_verified()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "iris verify reads a process's memory through Linux's /proc.");
        using PackFolder pack = OfAnotherEmbedder();
        await using IrisProcess iris = await IrisProcess.StartAsync($"Iris:Models:Path={pack.Folder}");

        (int exitCode, string output, string error) = await IrisCommand.RunAsync("verify", "--pid", $"{iris.Id}", "--url", iris.Addresses[0].ToString());

        Assert.Equal((3, ""), (exitCode, output));
        Assert.Equal(
            "The server compares with the model pack made-up 1.0.0, not with iris-default 1.0.0: give the folder of its pack with --models.", error.TrimEnd());
    }

    [Fact]
    public void The_embedding_and_the_crop_that_are_looked_for_are_the_pack_s()
    {
        using PackFolder folder = OfAnotherEmbedder();
        ModelPack pack = folder.Open();
        using FaceComparer comparer = FaceComparer.Load(pack);
        using PictureFaces faces = comparer.FindFaces(CanaryRequest.Face, cancellationToken: TestContext.Current.CancellationToken);

        Dictionary<string, byte[]> traces = FaceTraces.Of(CanaryRequest.Face, pack);

        Assert.Equal(
            MemoryMarshal.AsBytes(faces.Embedding(0)),
            traces.Where(trace => trace.Key.StartsWith("embedding", StringComparison.Ordinal)).SelectMany(trace => trace.Value).ToArray());
        Dictionary<string, byte[]> others = FaceTraces.Of(CanaryRequest.Face, Engine.Pack);
        Assert.NotEqual(others["aligned crop from 0"], traces["aligned crop from 0"]);
        Assert.Equal(others.Keys.Where(IsOfPixels), traces.Keys.Where(IsOfPixels));

        static bool IsOfPixels(string name) => name.StartsWith("pixels", StringComparison.Ordinal) || name.StartsWith("colours", StringComparison.Ordinal);
    }

    [Fact]
    public void A_pack_that_passes_over_the_drawing_is_told()
    {
        using PackFolder pack = PackFolder.OfDetector("scrfd", NetworkFiles.Scrfd((_, _, _) => { }));

        var exception = Assert.Throws<VerificationException>(() => FaceTraces.Of(CanaryRequest.Face, pack.Open()));

        Assert.Equal("The model pack scrfd finds no face in the drawing that is sent: nothing can be shown of it.", exception.Message);
    }

    // It takes channels in another order, and its embeddings have another length.
    private static PackFolder OfAnotherEmbedder() => PackFolder.OfDefault()
        .Replace(ModelRole.Embedder, NetworkFiles.Embedder("data", "fc1", Dimension), "made-up.onnx")
        .WithThreshold(0.363)
        .Edit(static manifest =>
        {
            manifest["name"] = "made-up";
            manifest["embedder"]!["channels"] = "bgr";
            manifest["embedder"]!["dimension"] = Dimension;
        });
}
