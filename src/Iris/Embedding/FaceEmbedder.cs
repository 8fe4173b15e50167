using System.Numerics.Tensors;
using Iris.Alignment;
using Iris.Inference;
using Iris.Memory;
using Iris.Models;

namespace Iris.Embedding;

/// <summary>
/// Turns an aligned face into a unit vector whose direction tells people apart (Chen et al., "MobileFaceNets: Efficient CNNs for
/// Accurate Real-Time Face Verification on Mobile Devices", 2018). Thread-safe.
/// </summary>
internal sealed class FaceEmbedder(ModelPack pack, ExecutionProvider provider) : IDisposable
{
    private readonly Network _network = Network.Load(
        pack, ModelRole.Embedder, [3, FaceAligner.Side, FaceAligner.Side], [Network.AnyLength], provider);

    /// <summary>The number of elements of an embedding.</summary>
    public int Length { get; } = pack.Describe(ModelRole.Embedder).Outputs[0].Length;

    /// <summary>How a channel value of an aligned face becomes an input element.</summary>
    public Preprocessing Preprocessing => _network.Preprocessing;

    /// <summary>Writes a face's embedding.</summary>
    /// <param name="crop">The aligned face's red, green and blue planes.</param>
    /// <param name="run">The picture's runs.</param>
    /// <param name="embedding"><see cref="Length"/> elements.</param>
    public void Embed(SensitiveBuffer<float> crop, InferenceRun run, Span<float> embedding)
    {
        using var output = new SensitiveBuffer<float>(Length);
        _network.Run(run, crop, [output]);
        TensorPrimitives.Divide(output.Span, TensorPrimitives.Norm(output.Span), embedding);
    }

    public void Dispose() => _network.Dispose();
}
