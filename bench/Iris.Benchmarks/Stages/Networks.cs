using Iris.Inference;
using Iris.Memory;
using Iris.Models;

namespace Iris.Benchmarks.Stages;

/// <summary>One run of each network: what nothing around it can be quicker than.</summary>
[MemoryDiagnoser]
public class Networks : IDisposable
{
    private readonly InferenceRun _run = new(CancellationToken.None);
    private readonly Bench _detector = new(ModelRole.Detector);
    private readonly Bench _mesh = new(ModelRole.Mesh);
    private readonly Bench _embedder = new(ModelRole.Embedder);

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
    private sealed class Bench(ModelRole role) : IDisposable
    {
        private static readonly ModelPack Pack = Engine.Pack;

        private readonly Network _network = Network.Load(
            Pack, role, [.. Pack.Describe(role).Input.Shape], [.. Pack.Describe(role).Outputs.Select(output => output.Length)]);

        private readonly SensitiveBuffer<float> _input = new(Pack.Describe(role).Input.Length);
        private readonly SensitiveBuffer<float>[] _outputs = [.. Pack.Describe(role).Outputs.Select(output => new SensitiveBuffer<float>(output.Length))];

        public void Run(InferenceRun run) => _network.Run(run, _input, _outputs);

        public void Dispose()
        {
            _network.Dispose();
            _input.Dispose();
            Array.ForEach(_outputs, output => output.Dispose());
        }
    }
}
