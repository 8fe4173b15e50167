using System.Text.Json.Serialization;

namespace Iris.Models;

/// <summary>What a model pack says of itself in its <c>manifest.json</c>.</summary>
/// <param name="Name">The pack's name, shown to clients.</param>
/// <param name="Version">The pack's version, shown to clients. Embeddings of different versions are not comparable.</param>
/// <param name="Models">One description for each role.</param>
/// <param name="Calibration">Measured operating points, by falling false match rate.</param>
/// <param name="CalibrationNote">How the operating points were measured and what they do not say.</param>
public sealed record ModelManifest(
    string Name,
    string Version,
    IReadOnlyList<ModelDescription> Models,
    IReadOnlyList<OperatingPoint> Calibration,
    string CalibrationNote);

/// <summary>One network of the pack.</summary>
/// <param name="Name">The network's name.</param>
/// <param name="Role">What the pipeline uses it for.</param>
/// <param name="File">Its file, relative to the manifest.</param>
/// <param name="Sha256">The file's SHA-256 in lower-case hexadecimal. A file with another digest is not loaded.</param>
/// <param name="Input">The input tensor.</param>
/// <param name="Outputs">The output tensors that the pipeline reads.</param>
/// <param name="Preprocessing">How a channel value of 0 to 255 becomes an input element.</param>
/// <param name="Origin">Where the weights come from.</param>
/// <param name="Licence">Under which terms they are passed on; the texts are in the pack's LICENSES folder.</param>
public sealed record ModelDescription(
    string Name,
    ModelRole Role,
    string File,
    string Sha256,
    TensorDescription Input,
    IReadOnlyList<TensorDescription> Outputs,
    Preprocessing Preprocessing,
    string Origin,
    string Licence);

/// <summary>A tensor's name and shape.</summary>
/// <param name="Name">The name in the network's graph.</param>
/// <param name="Shape">The dimensions, without the leading batch.</param>
public sealed record TensorDescription(string Name, IReadOnlyList<int> Shape)
{
    /// <summary>The number of elements of one batch entry.</summary>
    [JsonIgnore]
    public int Length => Shape.Aggregate(1, (product, dimension) => checked(product * dimension));
}

/// <summary>How pixels become input elements: <c>value × Scale + Offset</c>, RGB planes one after another (NCHW).</summary>
/// <param name="Scale">The factor on a channel value of 0 to 255.</param>
/// <param name="Offset">What is added after it.</param>
public sealed record Preprocessing(float Scale, float Offset);

/// <summary>A threshold and the error rates measured at it.</summary>
/// <param name="FalseMatchRate">The share of pairs of different people whose similarity is above the threshold.</param>
/// <param name="Similarity">The threshold: a cosine, −1 to 1.</param>
/// <param name="TrueMatchRate">The share of pairs of the same person whose similarity is above the threshold.</param>
public sealed record OperatingPoint(double FalseMatchRate, float Similarity, double TrueMatchRate);

/// <summary>What the pipeline uses a network for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModelRole>))]
public enum ModelRole
{
    /// <summary>Proposes where faces might be (BlazeFace).</summary>
    [JsonStringEnumMemberName("detector")]
    Detector,

    /// <summary>Finds the landmarks of a proposed face and says whether it is one (Face Mesh).</summary>
    [JsonStringEnumMemberName("mesh")]
    Mesh,

    /// <summary>Turns an aligned face into a vector (MobileFaceNet).</summary>
    [JsonStringEnumMemberName("embedder")]
    Embedder,
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ModelManifest))]
internal sealed partial class ModelManifestJson : JsonSerializerContext;
