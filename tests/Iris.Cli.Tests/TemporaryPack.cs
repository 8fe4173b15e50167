using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Iris.Models;

namespace Iris.Cli.Tests;

/// <summary>A copy of the shipped model pack that a test may damage.</summary>
internal sealed class TemporaryPack : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iris-models-");

    public TemporaryPack()
    {
        foreach (string file in Directory.EnumerateFiles(ModelPack.DefaultFolder))
        {
            File.Copy(file, PathOf(Path.GetFileName(file)));
        }
    }

    public string Folder => _folder.FullName;

    public string Manifest => PathOf(ModelPack.ManifestFileName);

    public string PathOf(string file) => Path.Combine(Folder, file);

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Changes the manifest.</summary>
    public void Edit(Action<JsonObject> edit)
    {
        JsonObject manifest = JsonNode.Parse(File.ReadAllBytes(Manifest))!.AsObject();
        edit(manifest);
        Write(Manifest, System.Text.Encoding.UTF8.GetBytes(manifest.ToJsonString()));
    }

    /// <summary>Puts another file in the place of a network, and its digest into the manifest.</summary>
    public void Replace(ModelRole role, byte[] network)
    {
        ModelDescription model = ModelPack.Open(Folder).Describe(role);
        Write(PathOf(model.File), network);
        Edit(manifest => manifest["models"]!.AsArray().Single(node => (string?)node!["file"] == model.File)!["sha256"] =
            Convert.ToHexStringLower(SHA256.HashData(network)));
    }

    /// <summary>Writes a file, in the place of another if there is one.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        using var file = new FileStream(path, FileMode.Create);
        file.Write(content);
    }
}
