using System.Security.Cryptography;
using System.Text.Json;

namespace Iris.Models;

/// <summary>A folder with a <c>manifest.json</c> and the networks that it describes. Immutable and thread-safe.</summary>
public sealed class ModelPack
{
    /// <summary>The name of the manifest in a pack's folder.</summary>
    public const string ManifestFileName = "manifest.json";

    private readonly string _folder;
    private readonly Dictionary<ModelRole, ModelDescription> _models;

    private ModelPack(string folder, ModelManifest manifest, Dictionary<ModelRole, ModelDescription> models, FalseMatchCurve falseMatches)
    {
        _folder = folder;
        _models = models;
        Manifest = manifest;
        FalseMatches = falseMatches;
        RecognitionSha256 = DigestOf(manifest);
    }

    /// <summary>The pack that is shipped beside the program.</summary>
    public static string DefaultFolder => Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>What the pack says of itself.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>How often different people are similar, by the pack's calibration.</summary>
    public FalseMatchCurve FalseMatches { get; }

    /// <summary>
    /// The SHA-256 of all that decides how similar two faces are, in lower-case hexadecimal: the networks, how faces are found, and how one is given to
    /// the embedder. Names, versions and what was measured are not part of it.
    /// </summary>
    public string RecognitionSha256 { get; }

    /// <summary>Reads and checks a pack's manifest. The networks themselves are read when they are used.</summary>
    /// <param name="folder">The pack's folder.</param>
    /// <exception cref="ModelPackException">The manifest is missing, unreadable or incomplete, or its calibration makes no curve.</exception>
    public static ModelPack Open(string folder)
    {
        string file = Path.Combine(folder, ManifestFileName);
        ModelManifest manifest = ManifestReader.Read(file);
        return new ModelPack(
            folder,
            manifest,
            manifest.Models.ToDictionary(static model => model.Role),
            manifest.Threshold is { } threshold ? FalseMatchCurve.NotMeasured(threshold) : new FalseMatchCurve(file, manifest.Calibration));
    }

    /// <summary>The description of the network for a role.</summary>
    /// <param name="role">The role.</param>
    public ModelDescription Describe(ModelRole role) => _models[role];

    /// <summary>The path of the network for a role, for messages.</summary>
    /// <param name="role">The role.</param>
    public string PathOf(ModelRole role) => Path.Combine(_folder, _models[role].File);

    /// <summary>Reads a network once and checks the bytes that were read, so that what is loaded is what was checked.</summary>
    /// <param name="role">The role.</param>
    /// <exception cref="ModelPackException">The file is missing, unreadable or not the one that the manifest describes.</exception>
    public byte[] ReadVerified(ModelRole role)
    {
        string file = PathOf(role);
        byte[] bytes = new CheckedFile(file, "an ONNX network", (fault, exception) => new ModelPackException(file, fault, exception)).Read(Array.MaxLength);
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        string expected = _models[role].Sha256;
        return sha256 == expected
            ? bytes
            : throw new ModelPackException(file, $"it is damaged or not the expected file: its sha256 is {sha256}, the manifest says {expected}");
    }

    // Of a manifest without what does not count, so that what a manifest is to say in times to come counts.
    private static string DigestOf(ModelManifest manifest) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        manifest with
        {
            Name = "",
            Version = "",
            Models = [.. manifest.Models.OrderBy(static model => model.Role).Select(static model => model with { Name = "", File = "", Origin = "", Licence = "" })],
            CalibrationNote = "",
            Calibration = [],
            Threshold = null,
        },
        ModelManifestJson.Default.ModelManifest)));

    internal static string Quote(ModelRole role) => $"'{role.ToString().ToLowerInvariant()}'";
}
