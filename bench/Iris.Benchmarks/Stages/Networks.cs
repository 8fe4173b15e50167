using Iris.Detection;
using Iris.Embedding;
using Iris.Inference;
using Iris.Memory;
using Iris.Models;

namespace Iris.Benchmarks.Stages;

/// <summary>One run of each network: what nothing around it can be quicker than.</summary>
[MemoryDiagnoser]
public class Networks : IDisposable
{
    private readonly InferenceRun _run = new(CancellationToken.None);
    private readonly Bench _detector = new(ModelRole.Detector, BlazeFace.Layout);
    private readonly Bench _mesh = new(ModelRole.Mesh, FaceMesh.Layout);
    private readonly Bench _embedder = new(ModelRole.Embedder, FaceEmbedder.LayoutOf(Engine.Pack.Manifest.Embedder));

    [Benchmark(Description = "network: detector")]
    public void Detector() => _detector.Run(_run);

    [Benchmark(Description = "network: mesh")]
    public void Mesh() => _mesh.Run(_run);

    [Benchmark(Description = "network: embedder")]
    public void Embedder() => _embedder.Run(_run);

    [GlobalCleanup]
    public void Dispose()
    {
        _detector.Dispose();
        _mesh.Dispose();
        _embedder.Dispose();
        _run.Dispose();
    }

    // A network with buffers of its own. What is in them makes no difference to its time.
    private sealed class Bench(ModelRole role, NetworkLayout layout) : IDisposable
    {
        private readonly Network _network = Network.Load(Engine.Pack, role, layout);
        private readonly SensitiveBuffer<float> _input = new(layout.Input.Length);
        private readonly SensitiveBuffer<float>[] _outputs = [.. layout.Outputs.Select(output => new SensitiveBuffer<float>(output.Length))];

        public void Run(InferenceRun run) => _network.Run(run, _input, _outputs);

        public void Dispose()
        {
            _network.Dispose();
            _input.Dispose();
            Array.ForEach(_outputs, output => output.Dispose());
        }
    }
}
