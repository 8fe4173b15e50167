using System.Numerics.Tensors;
using Iris.Inference;
using Iris.Memory;
using Iris.Models;

namespace Iris.Embedding;

/// <summary>
/// Turns an aligned face into a unit vector whose direction tells people apart, with the network that the pack has: docs/models.md. Thread-safe.
/// </summary>
internal sealed class FaceEmbedder(ModelPack pack, ExecutionProvider provider) : IDisposable
{
    private readonly string _file = pack.PathOf(ModelRole.Embedder);
    private readonly Network _network = Network.Load(pack, ModelRole.Embedder, LayoutOf(pack.Manifest.Embedder), provider);

    /// <summary>The number of elements of an embedding.</summary>
    public int Length { get; } = pack.Manifest.Embedder.Dimension;

    /// <summary>The network's tensors.</summary>
    public static NetworkLayout LayoutOf(EmbedderDescription embedder) =>
        new(new(Name: null, 3, embedder.Size, embedder.Size), new TensorLayout(embedder.Output, embedder.Dimension));

    /// <summary>Writes a face's embedding.</summary>
    /// <param name="crop">The aligned face's planes.</param>
    /// <param name="run">The picture's runs.</param>
    /// <param name="embedding"><see cref="Length"/> elements.</param>
    /// <exception cref="ModelPackException">The network's answer has no direction: it is zero, or not all of it is a number.</exception>
    public void Embed(SensitiveBuffer<float> crop, InferenceRun run, Span<float> embedding)
    {
        using var output = new SensitiveBuffer<float>(Length);
        _network.Run(run, crop, [output]);
        float length = TensorPrimitives.Norm(output.Span);

        // Not "zero or infinite": NaN is neither. A similarity that is no number would be nobody's, and no rate is known of it.
        if (!(length > 0 && float.IsFinite(length)))
        {
            throw new ModelPackException(
                _file, $"it answers a face with {(length == 0 ? "zero" : "what is no number")}: see the embedder's mean and scale");
        }

        TensorPrimitives.Divide(output.Span, length, embedding);
    }

    public void Dispose() => _network.Dispose();
}
