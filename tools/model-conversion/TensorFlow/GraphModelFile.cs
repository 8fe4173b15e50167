using System.Text.Json.Serialization;

namespace Iris.ModelConversion.TensorFlow;

/// <summary>The JSON file of a TensorFlow.js graph model, as far as it is read.</summary>
/// <param name="ModelTopology">The operations.</param>
/// <param name="WeightsManifest">What is in the files of weights.</param>
internal sealed record GraphModelFile(GraphModelTopology ModelTopology, GraphModelWeights[] WeightsManifest);

/// <summary>The operations of a graph model.</summary>
internal sealed record GraphModelTopology(GraphModelNode[] Node);

/// <summary>An operation; what it makes has its name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Op">What it does.</param>
/// <param name="Input">The names of what it reads.</param>
/// <param name="Attr">Its settings.</param>
internal sealed record GraphModelNode(string Name, string Op, string[]? Input = null, Dictionary<string, GraphModelAttribute>? Attr = null)
{
    /// <summary>A row of integers.</summary>
    public long[] Integers(string name) => Attribute(name).List?.I ?? throw Missing(name);

    /// <summary>A word.</summary>
    public string Text(string name) => Word(Attribute(name).S ?? throw Missing(name));

    /// <summary>A row of words; empty where there is no such attribute.</summary>
    public string[] Texts(string name) => [.. (Attr?.GetValueOrDefault(name)?.List?.S ?? []).Select(Word)];

    /// <summary>A shape.</summary>
    public int[] Shape(string name) => [.. (Attribute(name).Shape?.Dim ?? throw Missing(name)).Select(dimension => dimension.Size)];

    private static string Word(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);

    private GraphModelAttribute Attribute(string name) => Attr?.GetValueOrDefault(name) ?? throw Missing(name);

    private ConversionException Missing(string attribute) => new($"{Name} has no {attribute} that can be read.");
}

/// <summary>A setting of an operation: one of these. Text is in base64.</summary>
internal sealed record GraphModelAttribute(GraphModelList? List = null, byte[]? S = null, GraphModelShape? Shape = null);

/// <summary>A row of settings: one of these.</summary>
internal sealed record GraphModelList(long[]? I = null, byte[][]? S = null);

/// <summary>A shape.</summary>
internal sealed record GraphModelShape(GraphModelDimension[]? Dim = null);

/// <summary>A dimension of a shape: −1 where it is not known.</summary>
internal sealed record GraphModelDimension(int Size);

/// <summary>What is in a file of weights, one after the other.</summary>
internal sealed record GraphModelWeights(GraphModelWeight[] Weights);

/// <summary>A constant in a file of weights.</summary>
/// <param name="Name">The operation that it is for.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Dtype">What its elements are when they are used.</param>
/// <param name="Quantization">How they were made smaller for the file.</param>
internal sealed record GraphModelWeight(string Name, int[] Shape, string Dtype, GraphModelQuantization? Quantization = null);

/// <summary>How weights were made smaller.</summary>
/// <param name="Dtype">What the elements in the file are.</param>
internal sealed record GraphModelQuantization(string Dtype);

/// <summary>Reads the file. What it holds besides is not looked at; what is missing is an error.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(GraphModelFile))]
internal sealed partial class GraphModelJson : JsonSerializerContext;
