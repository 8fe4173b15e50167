using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Iris.Models;

namespace Iris.Testing;

/// <summary>A model pack in a folder of its own, to be changed and thrown away.</summary>
public sealed class PackFolder : IDisposable
{
    /// <summary>Why a test that needs <see cref="RealYuNet"/> is skipped.</summary>
    public const string NoYuNet = "The project does not hold YuNet, and there is no ../shared/reference/opencv_zoo with it.";

    private const string YuNetFile = "face_detection_yunet_2023mar.onnx";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iris-pack-");

    private PackFolder()
    {
        foreach (string file in Directory.EnumerateFiles(ModelPack.DefaultFolder))
        {
            File.Copy(file, In(Path.GetFileName(file)));
        }
    }

    /// <summary>YuNet as OpenCV Zoo publishes it; null where it is not at hand.</summary>
    public static string? RealYuNet { get; } = Pictures.OptionalFolder is { } folder
        && Path.Combine(folder, "reference", "opencv_zoo", YuNetFile) is var file && File.Exists(file) ? file : null;

    /// <summary>The folder's path.</summary>
    public string Folder => _folder.FullName;

    /// <summary>The manifest's path.</summary>
    public string Manifest => In(ModelPack.ManifestFileName);

    /// <summary>A copy of the default pack.</summary>
    public static PackFolder OfDefault() => new();

    /// <summary>A pack of a detector that gives landmarks by itself and the default pack's embedder.</summary>
    /// <param name="kind">The detector's kind, as a manifest says it.</param>
    /// <param name="network">The detector's file.</param>
    public static PackFolder OfDetector(string kind, byte[] network)
    {
        var pack = new PackFolder();
        pack.Edit(manifest =>
        {
            manifest["name"] = kind;
            manifest["detector"] = kind;
            manifest["models"]!.AsArray().RemoveAt(1);
        });
        return pack.Replace(ModelRole.Detector, network, "detector.onnx");
    }

    /// <summary>A pack of the real YuNet and the default pack's embedder.</summary>
    public static PackFolder OfRealYuNet() => OfDetector("yunet", File.ReadAllBytes(RealYuNet ?? throw new InvalidOperationException(NoYuNet)));

    /// <summary>The path of a file of the pack.</summary>
    /// <param name="file">Its name.</param>
    public string In(string file) => Path.Combine(Folder, file);

    /// <summary>Changes the manifest.</summary>
    /// <param name="edit">Does it.</param>
    public PackFolder Edit(Action<JsonObject> edit)
    {
        ArgumentNullException.ThrowIfNull(edit);
        JsonObject manifest = JsonNode.Parse(File.ReadAllBytes(Manifest))!.AsObject();
        edit(manifest);
        Write(ModelPack.ManifestFileName, System.Text.Encoding.UTF8.GetBytes(manifest.ToJsonString()));
        return this;
    }

    /// <summary>Puts another network in the place of one.</summary>
    /// <param name="role">Its role.</param>
    /// <param name="network">The other one.</param>
    /// <param name="file">The name of its file; null for the same.</param>
    public PackFolder Replace(ModelRole role, byte[] network, string? file = null) => Edit(manifest =>
    {
        JsonNode model = manifest["models"]!.AsArray().Single(model => string.Equals((string?)model!["role"], role.ToString(), StringComparison.OrdinalIgnoreCase))!;
        model["file"] = file ?? (string)model["file"]!;
        model["sha256"] = Convert.ToHexStringLower(SHA256.HashData(network));
        Write((string)model["file"]!, network);
    });

    /// <summary>Takes the calibration away and states a threshold instead.</summary>
    /// <param name="threshold">The threshold.</param>
    public PackFolder WithThreshold(double threshold) => Edit(manifest =>
    {
        manifest.Remove("calibration");
        manifest["threshold"] = threshold;
    });

    /// <summary>Writes a file of the pack as it is, whatever the manifest says.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="content">The bytes.</param>
    public void Write(string file, ReadOnlySpan<byte> content)
    {
        using var stream = new FileStream(In(file), FileMode.Create);
        stream.Write(content);
    }

    /// <summary>Opens it.</summary>
    public ModelPack Open() => ModelPack.Open(Folder);

    /// <summary>Deletes the folder.</summary>
    public void Dispose() => _folder.Delete(recursive: true);

}
