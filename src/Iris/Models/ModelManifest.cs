using System.Numerics;
using System.Text.Json.Serialization;

namespace Iris.Models;

/// <summary>What a model pack says of itself in its <c>manifest.json</c>: docs/models.md.</summary>
/// <param name="Name">The pack's name, shown to clients.</param>
/// <param name="Version">The pack's version, shown to clients. Embeddings of different versions are not comparable.</param>
/// <param name="Detector">How faces are found.</param>
/// <param name="Embedder">How a face is given to the embedder.</param>
/// <param name="Models">One description for each role.</param>
/// <param name="CalibrationNote">How the operating points or the threshold were measured and what they do not say.</param>
/// <param name="Calibration">Measured operating points, by falling false match rate. None where there is a threshold instead.</param>
/// <param name="Threshold">
/// The cosine above which two faces match, −1 to 1, of a pack whose false match rates nobody has measured. Null where there is a calibration
/// instead.
/// </param>
public sealed record ModelManifest(
    string Name,
    string Version,
    DetectorKind Detector,
    EmbedderDescription Embedder,
    IReadOnlyList<ModelDescription> Models,
    string CalibrationNote,
    IReadOnlyList<OperatingPoint>? Calibration = null,
    float? Threshold = null)
{
    /// <summary>Measured operating points, by falling false match rate. None where there is a <see cref="Threshold"/> instead.</summary>
    public IReadOnlyList<OperatingPoint> Calibration { get; init; } = Calibration ?? [];
}

/// <summary>One network of the pack.</summary>
/// <param name="Name">The network's name.</param>
/// <param name="Role">What the pipeline uses it for.</param>
/// <param name="File">The name of its file, beside the manifest.</param>
/// <param name="Sha256">The file's SHA-256 in lower-case hexadecimal. A file with another digest is not loaded.</param>
/// <param name="Origin">Where the weights come from.</param>
/// <param name="Licence">Under which terms they are passed on.</param>
public sealed record ModelDescription(string Name, ModelRole Role, string File, string Sha256, string Origin, string Licence);

/// <summary>How a face is given to the embedder, and how long its answer is.</summary>
/// <param name="Size">The side in pixels of the square that a face is cut out as.</param>
/// <param name="Channels">The order of the planes.</param>
/// <param name="Mean">What is taken from a channel value of 0 to 255.</param>
/// <param name="Scale">What the rest is multiplied by: an input element is (value − mean) × scale.</param>
/// <param name="Template">
/// Where the face's landmarks go, [x, y] in pixels of the square, counted from the centre of its first: image-left eye, image-right eye, tip of the
/// nose, image-left and image-right corner of the mouth.
/// </param>
/// <param name="Dimension">The number of elements of an embedding.</param>
/// <param name="Output">The output that is the embedding, of a network that has several.</param>
public sealed record EmbedderDescription(
    int Size,
    ChannelOrder Channels,
    double Mean,
    double Scale,
    IReadOnlyList<IReadOnlyList<float>> Template,
    int Dimension,
    string? Output = null)
{
    internal Preprocessing Preprocessing => new((float)Scale, (float)(-Mean * Scale), Channels);

    internal Vector2[] TemplatePoints() => [.. Template.Select(static point => new Vector2(point[0], point[1]))];
}

/// <summary>How pixels become input elements: <c>value × Scale + Offset</c>, planes one after another (NCHW).</summary>
/// <param name="Scale">The factor on a channel value of 0 to 255.</param>
/// <param name="Offset">What is added after it.</param>
/// <param name="Channels">The order of the planes.</param>
internal sealed record Preprocessing(float Scale, float Offset, ChannelOrder Channels = ChannelOrder.Rgb)
{
    /// <summary>The place of the red plane. The green one is always in the middle.</summary>
    public int RedPlane => Channels == ChannelOrder.Rgb ? 0 : 2;

    /// <summary>The place of the blue plane.</summary>
    public int BluePlane => 2 - RedPlane;
}

/// <summary>A threshold and the error rates measured at it.</summary>
/// <param name="FalseMatchRate">The share of pairs of different people whose similarity is above the threshold.</param>
/// <param name="Similarity">The threshold: a cosine, −1 to 1.</param>
/// <param name="TrueMatchRate">The share of pairs of the same person whose similarity is above the threshold.</param>
public sealed record OperatingPoint(double FalseMatchRate, float Similarity, double TrueMatchRate);

/// <summary>What the pipeline uses a network for.</summary>
[JsonConverter(typeof(WordConverter<ModelRole>))]
public enum ModelRole
{
    /// <summary>Finds faces, or proposes where they might be.</summary>
    [JsonStringEnumMemberName("detector")]
    Detector,

    /// <summary>Finds the landmarks of a proposed face and says whether it is one (Face Mesh). Of <see cref="DetectorKind.BlazeFaceAndMesh"/> alone.</summary>
    [JsonStringEnumMemberName("mesh")]
    Mesh,

    /// <summary>Turns an aligned face into a vector.</summary>
    [JsonStringEnumMemberName("embedder")]
    Embedder,
}

/// <summary>How faces are found.</summary>
[JsonConverter(typeof(WordConverter<DetectorKind>))]
public enum DetectorKind
{
    /// <summary>BlazeFace proposes, Face Mesh refines and judges.</summary>
    [JsonStringEnumMemberName("blazeface+facemesh")]
    BlazeFaceAndMesh,

    /// <summary>YuNet, which gives landmarks by itself (OpenCV Zoo).</summary>
    [JsonStringEnumMemberName("yunet")]
    YuNet,

    /// <summary>SCRFD, which gives landmarks by itself (InsightFace).</summary>
    [JsonStringEnumMemberName("scrfd")]
    Scrfd,
}

/// <summary>The order in which a network takes the planes of a picture.</summary>
[JsonConverter(typeof(WordConverter<ChannelOrder>))]
public enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    [JsonStringEnumMemberName("rgb")]
    Rgb,

    /// <summary>Blue, green, red.</summary>
    [JsonStringEnumMemberName("bgr")]
    Bgr,
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ModelManifest))]
internal sealed partial class ModelManifestJson : JsonSerializerContext;

// As a word, never as a number.
internal sealed class WordConverter<TEnum>() : JsonStringEnumConverter<TEnum>(namingPolicy: null, allowIntegerValues: false)
    where TEnum : struct, Enum;
