using System.Numerics;
using Iris.Alignment;
using Iris.Detection;
using Iris.Imaging;
using Iris.Memory;
using Iris.Models;

namespace Iris.Benchmarks.Stages;

/// <summary>From pixels to what the networks read.</summary>
[MemoryDiagnoser]
public class Preparing : IDisposable
{
    private const int DetectorSide = 256;
    private const int MeshSide = 192;

    private static readonly Preprocessing Preprocessing = new(Scale: 2f / byte.MaxValue, Offset: -1);

    private readonly Picture _medium = Decoding.Open(Samples.Medium);
    private readonly Picture _large = Decoding.Open(Samples.Large);
    private readonly Picture _square = new(DetectorSide, DetectorSide);
    private readonly SensitiveBuffer<float> _detectorInput = new(3 * DetectorSide * DetectorSide);
    private readonly SensitiveBuffer<float> _meshInput = new(3 * MeshSide * MeshSide);
    private readonly FaceAligner _aligner = new(Engine.Pack.Manifest.Embedder);
    private readonly CropQuality _quality = new(Engine.Pack.Manifest.Embedder);
    private readonly SensitiveBuffer<float> _crop = new(3 * 112 * 112);
    private readonly FaceLandmarks _landmarks = FindLandmarks();

    [Benchmark(Description = "resize 640×480 to the detector's square")]
    public void ResizeMedium() => Resize(_medium);

    [Benchmark(Description = "resize 20 MP, decoded, to the same")]
    public void ResizeLarge() => Resize(_large);

    [Benchmark(Description = "planes of the detector's square")]
    public void Write() => Planes.Write(_square, Preprocessing, _detectorInput.Span);

    [Benchmark(Description = "warp to the mesh's square")]
    public void Cut()
    {
        SimilarityTransform turned = SimilarityTransform.About(new Vector2(320, 240), new Vector2(MeshSide / 2f), 0.7f, 0.2f);
        SimilarityWarp.Cut(_medium, turned, MeshSide, Preprocessing, _meshInput.Span);
    }

    [Benchmark(Description = "align to the embedder's crop")]
    public void Align() => _aligner.Align(_medium, _landmarks, _crop.Span);

    [Benchmark(Description = "quality of a crop")]
    public void Measure() => _quality.Measure(_crop.Span);

    [GlobalCleanup]
    public void Dispose()
    {
        _medium.Dispose();
        _large.Dispose();
        _square.Dispose();
        _detectorInput.Dispose();
        _meshInput.Dispose();
        _crop.Dispose();
    }

    private static void Resize(Picture picture)
    {
        var letterbox = new Letterbox(new(0, 0, picture.Width, picture.Height), Orientation.Upright, DetectorSide);
        letterbox.Draw(picture).Dispose();
    }

    private static FaceLandmarks FindLandmarks()
    {
        using PictureFaces faces = Engine.Find(Samples.Medium);
        return faces[0].Landmarks;
    }
}
