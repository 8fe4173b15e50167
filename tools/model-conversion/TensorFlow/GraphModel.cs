using System.Buffers.Binary;
using System.Text.Json;

namespace Iris.ModelConversion.TensorFlow;

/// <summary>A TensorFlow.js graph model: operations and constants by name.</summary>
internal sealed class GraphModel
{
    private readonly Dictionary<string, WeightTensor> _weights = [];
    private readonly Dictionary<string, int[]> _integers = [];

    private GraphModel(GraphModelFile file) => Nodes = file.ModelTopology.Node.ToDictionary(node => node.Name);

    /// <summary>The operations.</summary>
    public IReadOnlyDictionary<string, GraphModelNode> Nodes { get; }

    /// <summary>Reads a graph model.</summary>
    /// <param name="json">The file that describes it.</param>
    /// <param name="weights">The file of its weights.</param>
    /// <exception cref="ConversionException">They are not such files, or weights are written in a way that these networks do not use.</exception>
    public static GraphModel Read(byte[] json, byte[] weights)
    {
        GraphModelFile? file;
        try
        {
            file = JsonSerializer.Deserialize(json, GraphModelJson.Default.GraphModelFile);
        }
        catch (JsonException exception)
        {
            throw new ConversionException("The description of the network is not that of a TensorFlow.js graph model.", exception);
        }

        if (file is not { WeightsManifest: [{ } manifest] })
        {
            throw new ConversionException("The weights of the network are not in one file.");
        }

        var model = new GraphModel(file);
        ReadOnlySpan<byte> rest = weights;
        foreach (GraphModelWeight weight in manifest.Weights)
        {
            rest = rest[model.Add(weight, rest)..];
        }

        return rest.IsEmpty ? model : throw new ConversionException("The file of weights is longer than its description.");
    }

    /// <summary>A constant of floats.</summary>
    public WeightTensor Weights(string name) => _weights.GetValueOrDefault(name) ?? throw new ConversionException($"{name} is not a constant of floats.");

    /// <summary>A constant of integers.</summary>
    public int[] Integers(string name) => _integers.GetValueOrDefault(name) ?? throw new ConversionException($"{name} is not a constant of integers.");

    // Returns how many bytes it takes.
    private int Add(GraphModelWeight weight, ReadOnlySpan<byte> file)
    {
        int count = weight.Shape.Aggregate(1, (product, length) => product * length);
        string type = weight.Quantization?.Dtype ?? weight.Dtype;
        int size = type == "float16" ? 2 : 4;
        if (file.Length < count * size)
        {
            throw new ConversionException("The file of weights is shorter than its description.");
        }

        switch (weight.Dtype, type)
        {
            case ("float32", "float32"):
                _weights[weight.Name] = new(weight.Shape, Elements(file, count, size, BinaryPrimitives.ReadSingleLittleEndian));
                break;
            case ("float32", "float16"):
                _weights[weight.Name] = new(weight.Shape, Elements(file, count, size, bytes => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes)));
                break;
            case ("int32", "int32"):
                _integers[weight.Name] = Elements(file, count, size, BinaryPrimitives.ReadInt32LittleEndian);
                break;
            default:
                throw new ConversionException($"Constants of {weight.Dtype} written as {type} are not converted: {weight.Name}.");
        }

        return count * size;
    }

    private static T[] Elements<T>(ReadOnlySpan<byte> file, int count, int size, Func<ReadOnlySpan<byte>, T> read)
    {
        var elements = new T[count];
        for (int i = 0; i < count; i++)
        {
            elements[i] = read(file.Slice(i * size, size));
        }

        return elements;
    }
}
