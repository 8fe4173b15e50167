using System.Diagnostics;
using Iris.Detection;
using Iris.Embedding;
using Iris.Inference;
using Iris.Memory;
using Iris.Models;

namespace Iris.Load.Speed;

/// <summary>
/// What the networks alone cost: the runs that a picture with one face needs, the detector once, the mesh twice (the second time around what the
/// first has found) and the embedder once, on buffers that are there beforehand, in this process and with nothing else beside. The limit of
/// what a server on the same cores can do.
/// </summary>
/// <remarks>
/// The inputs are noise in the range of the networks' inputs. What a run costs does not depend on them: measured beside the tensors of a real
/// picture, the difference is below what two measurements differ by.
/// </remarks>
internal sealed class PureInference : IDisposable
{
    /// <summary>For the reports.</summary>
    public const string Definition = "pure inference: detector × 1, mesh × 2, embedder × 1 for each picture, in the load program, without any server";

    private readonly List<(Network Network, NetworkLayout Layout, int Runs)> _networks = [];

    public PureInference()
    {
        ModelPack pack = ModelPack.Open(ModelPack.DefaultFolder);
        Add(ModelRole.Detector, BlazeFace.Layout, runs: 1);
        Add(ModelRole.Mesh, FaceMesh.Layout, runs: 2);
        Add(ModelRole.Embedder, FaceEmbedder.LayoutOf(pack.Manifest.Embedder), runs: 1);

        void Add(ModelRole role, NetworkLayout layout, int runs) => _networks.Add((Network.Load(pack, role, layout), layout, runs));
    }

    /// <summary>Works on one picture after the other for some time.</summary>
    /// <param name="time">How long.</param>
    /// <param name="threads">How many pictures side by side.</param>
    public async Task<PureFigures> MeasureAsync(TimeSpan time, int threads)
    {
        TimeSpan before = ProcessorClock.OfThisProcess;
        long start = Stopwatch.GetTimestamp();
        List<double>[][] milliseconds = await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(
            () => Work(start, time), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        TimeSpan spent = ProcessorClock.OfThisProcess - before;
        double[] medians = [.. _networks.Select((_, i) => new Percentiles(milliseconds.SelectMany(thread => thread[i])).Median)];
        int pictures = milliseconds.Sum(static thread => thread[^1].Count);
        return new(pictures / seconds, spent / pictures, medians[0], medians[1], medians[2]);
    }

    public void Dispose() => _networks.ForEach(static network => network.Network.Dispose());

    // How long the runs of each network took, for each picture.
    private List<double>[] Work(long start, TimeSpan time)
    {
        var random = new Random(1);
        List<double>[] milliseconds = [.. _networks.Select(static _ => new List<double>())];
        using var run = new InferenceRun(CancellationToken.None);
        (SensitiveBuffer<float> Input, SensitiveBuffer<float>[] Outputs)[] buffers = [.. _networks.Select(network => Buffers(network.Layout, random))];
        try
        {
            while (Stopwatch.GetElapsedTime(start) < time)
            {
                for (int i = 0; i < buffers.Length; i++)
                {
                    long begin = Stopwatch.GetTimestamp();
                    for (int j = 0; j < _networks[i].Runs; j++)
                    {
                        _networks[i].Network.Run(run, buffers[i].Input, buffers[i].Outputs);
                    }

                    milliseconds[i].Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
                }
            }

            return milliseconds;
        }
        finally
        {
            foreach ((SensitiveBuffer<float> input, SensitiveBuffer<float>[] outputs) in buffers)
            {
                input.Dispose();
                Array.ForEach(outputs, static output => output.Dispose());
            }
        }
    }

    private static (SensitiveBuffer<float> Input, SensitiveBuffer<float>[] Outputs) Buffers(NetworkLayout layout, Random random)
    {
        var input = new SensitiveBuffer<float>(layout.Input.Length);
        foreach (ref float value in input.Span)
        {
            value = (random.Next(256) / 127.5f) - 1;
        }

        return (input, [.. layout.Outputs.Select(static output => new SensitiveBuffer<float>(output.Length))]);
    }
}

/// <summary>What the networks alone cost.</summary>
/// <param name="PerSecond">Pictures a second.</param>
/// <param name="ProcessorTime">The processor time of one.</param>
/// <param name="Detector">How long the detector's run takes in milliseconds: the median.</param>
/// <param name="Meshes">How long both runs of the mesh take.</param>
/// <param name="Embedder">How long the embedder's run takes.</param>
internal readonly record struct PureFigures(double PerSecond, TimeSpan ProcessorTime, double Detector, double Meshes, double Embedder)
{
    /// <summary>How long one picture takes.</summary>
    public double Milliseconds => Detector + Meshes + Embedder;
}
