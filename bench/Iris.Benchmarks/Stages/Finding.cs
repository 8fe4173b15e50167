namespace Iris.Benchmarks.Stages;

/// <summary>The engine as a whole: from a file to faces, and from faces to a similarity.</summary>
[MemoryDiagnoser]
public class Finding : IDisposable
{
    private readonly PictureFaces _probe = Engine.Find(Samples.Small);
    private readonly PictureFaces _candidate = Engine.Find(Samples.OtherSmall);

    /// <summary>What was compared last.</summary>
    public float? Similarity { get; private set; }

    [Benchmark(Description = "faces in 250×250")]
    public void Small() => Find(Samples.Small, FaceSelection.Largest);

    [Benchmark(Description = "faces in 250×250, at a further look")]
    public void HardSmall() => Find(Samples.HardSmall, FaceSelection.Largest);

    [Benchmark(Description = "faces in 250×250, none embedded")]
    public void SmallWithoutEmbedding() => Find(Samples.Small, FaceSelection.None);

    [Benchmark(Description = "faces in 640×480")]
    public void Medium() => Find(Samples.Medium, FaceSelection.Largest);

    [Benchmark(Description = "faces in 20 MP")]
    public void Large() => Find(Samples.Large, FaceSelection.Largest);

    [Benchmark(Description = "faces in 20 MP, none embedded")]
    public void LargeWithoutEmbedding() => Find(Samples.Large, FaceSelection.None);

    [Benchmark(Description = "faces in 1920×1350, three embedded")]
    public void Group() => Find(Samples.Group, FaceSelection.All);

    [Benchmark(Description = "similarity of two faces")]
    public void Compare() => Similarity = _probe.SimilarityTo(_candidate);

    [GlobalCleanup]
    public void Dispose()
    {
        _probe.Dispose();
        _candidate.Dispose();
    }

    private static void Find(byte[] file, FaceSelection embed)
    {
        using PictureFaces faces = Engine.Find(file, embed);
        if (faces.Count == 0)
        {
            throw new InvalidOperationException("The picture's face was not found.");
        }
    }
}
