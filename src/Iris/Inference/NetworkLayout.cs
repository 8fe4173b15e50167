using Iris.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Iris.Inference;

/// <summary>The tensors of a network, as the code around it makes and reads them.</summary>
/// <param name="Input">What it is given.</param>
/// <param name="Outputs">What it answers with, in the order in which that is read.</param>
internal sealed record NetworkLayout(TensorLayout Input, params IReadOnlyList<TensorLayout> Outputs)
{
    /// <summary>The names of the outputs; null where their places tell them apart.</summary>
    public IReadOnlyCollection<string>? OutputNames { get; } =
        Outputs.All(static output => output.Name is not null) ? [.. Outputs.Select(static output => output.Name!)] : null;

    /// <summary>Finds the tensors of a network that was loaded, the input first.</summary>
    /// <param name="session">The network.</param>
    /// <param name="file">Its file, for messages.</param>
    /// <exception cref="ModelPackException">It has others.</exception>
    public NetworkTensor[] Find(InferenceSession session, string file)
    {
        CheckCount(file, "input", session.InputNames, 1);
        if (OutputNames is null)
        {
            CheckCount(file, "output", session.OutputNames, Outputs.Count);
        }

        return
        [
            Find(file, "input", session.InputNames, session.InputMetadata, 0, Input),
            .. Outputs.Select((output, i) => Find(file, "output", session.OutputNames, session.OutputMetadata, i, output)),
        ];
    }

    private static void CheckCount(string file, string kind, IReadOnlyList<string> names, int expected)
    {
        if (names.Count != expected)
        {
            throw new ModelPackException(
                file, FormattableString.Invariant($"it has {names.Count} {kind}s ({string.Join(", ", names)}), not {expected}"));
        }
    }

    private static NetworkTensor Find(
        string file, string kind, IReadOnlyList<string> names, IReadOnlyDictionary<string, NodeMetadata> tensors, int place, TensorLayout expected)
    {
        string name = expected.Name ?? names[place];
        if (!tensors.TryGetValue(name, out NodeMetadata? actual))
        {
            throw new ModelPackException(file, $"it has no {kind} '{name}', but {string.Join(", ", names)}");
        }

        // In front of it may be a batch, of one or of any number.
        int[] dimensions = actual.IsTensor ? actual.Dimensions : [];
        bool hasBatch = dimensions.Length == expected.Shape.Count + 1 && dimensions[0] is 1 or < 0;
        ReadOnlySpan<int> rest = hasBatch ? dimensions.AsSpan(1) : dimensions;
        bool fits = actual.IsTensor && actual.ElementDataType == TensorElementType.Float && rest.Length == expected.Shape.Count;
        for (int i = 0; i < rest.Length && fits; i++)
        {
            fits = rest[i] < 0 || rest[i] == expected.Shape[i];
        }

        return fits
            ? new(name, [.. hasBatch ? [1L] : (long[])[], .. expected.Shape.Select(static side => (long)side)], hasBatch, rest.ContainsAnyInRange(int.MinValue, -1))
            : throw new ModelPackException(
                file, $"its {kind} '{name}' is {Describe(actual)}, and Float {string.Join('×', expected.Shape)} is expected");
    }

    private static string Describe(NodeMetadata tensor) => tensor.IsTensor
        ? $"{tensor.ElementDataType} {string.Join('×', tensor.Dimensions.Select(static side => side < 0 ? "N" : FormattableString.Invariant($"{side}")))}"
        : "no tensor";
}

/// <summary>A tensor of floats that a network is to have.</summary>
/// <param name="Name">Its name in the network's graph; null for the one at its place, whatever its name.</param>
/// <param name="Shape">The lengths of its dimensions, without a batch in front of them.</param>
internal sealed record TensorLayout(string? Name, params IReadOnlyList<int> Shape)
{
    /// <summary>The number of elements.</summary>
    public int Length { get; } = Shape.Aggregate(1, static (product, side) => checked(product * side));
}

/// <summary>A tensor that a network has.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">The lengths of its dimensions.</param>
/// <param name="HasBatch">Whether the first of them is a batch.</param>
/// <param name="IsUncertain">Whether the file leaves some of the others open.</param>
internal readonly record struct NetworkTensor(string Name, long[] Shape, bool HasBatch, bool IsUncertain);
