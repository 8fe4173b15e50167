using System.Text.Json.Nodes;
using Iris.Models;

namespace Iris.Tests;

/// <summary>Model packs that cannot be used: each says in one line which file is at fault.</summary>
public sealed class ModelPackTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iris-pack-");

    public ModelPackTests()
    {
        foreach (string file in Directory.EnumerateFiles(ModelPack.DefaultFolder))
        {
            File.Copy(file, In(Path.GetFileName(file)));
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_copy_of_the_default_pack_can_be_used()
    {
        using FaceComparer comparer = FaceComparer.Load(ModelPack.Open(_folder.FullName));
        Assert.Equal("iris-default", comparer.Models.Name);
    }

    [Fact]
    public void A_missing_folder_is_reported()
    {
        string missing = In("elsewhere");
        AssertNames(Path.Combine(missing, ModelPack.ManifestFileName), "missing", () => ModelPack.Open(missing));
    }

    [Fact]
    public void A_missing_manifest_is_reported()
    {
        File.Delete(In(ModelPack.ManifestFileName));
        AssertNames(In(ModelPack.ManifestFileName), "missing", () => ModelPack.Open(_folder.FullName));
    }

    [Theory]
    [InlineData(ModelRole.Detector)]
    [InlineData(ModelRole.Mesh)]
    [InlineData(ModelRole.Embedder)]
    public void A_missing_network_is_reported(ModelRole role)
    {
        ModelPack pack = ModelPack.Open(_folder.FullName);
        File.Delete(pack.PathOf(role));
        AssertNames(pack.PathOf(role), "missing", () => FaceComparer.Load(pack).Dispose());
    }

    [Theory]
    [InlineData(ModelRole.Detector)]
    [InlineData(ModelRole.Mesh)]
    [InlineData(ModelRole.Embedder)]
    public void A_network_with_one_bit_flipped_is_reported(ModelRole role)
    {
        ModelPack pack = ModelPack.Open(_folder.FullName);
        using (FileStream file = new(pack.PathOf(role), FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = file.Length / 2;
            int value = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)(value ^ 1));
        }

        AssertNames(pack.PathOf(role), "damaged", () => FaceComparer.Load(pack).Dispose());
    }

    [Fact]
    public void A_file_that_is_no_network_is_reported()
    {
        EditManifest(manifest => manifest["models"]![0]!["file"] = "manifest.copy");
        File.Copy(In("mobilefacenet_192.onnx"), In("manifest.copy"));
        using (FileStream file = new(In("manifest.copy"), FileMode.Open, FileAccess.Write))
        {
            file.SetLength(3);
        }

        EditManifest(manifest => manifest["models"]![0]!["sha256"] = Sha256(In("manifest.copy")));
        AssertNames(In("manifest.copy"), "ONNX Runtime", () => FaceComparer.Load(ModelPack.Open(_folder.FullName)).Dispose());
    }

    [Fact]
    public void A_tensor_that_the_network_does_not_have_is_reported()
    {
        EditManifest(manifest => manifest["models"]![2]!["outputs"]![0]!["name"] = "identity");
        AssertNames(In("mobilefacenet_192.onnx"), "'identity'", () => FaceComparer.Load(ModelPack.Open(_folder.FullName)).Dispose());
    }

    [Fact]
    public void A_tensor_of_another_shape_is_reported()
    {
        EditManifest(manifest => manifest["models"]![2]!["outputs"]![0]!["shape"]![0] = 200);
        AssertNames(In("mobilefacenet_192.onnx"), "N×200", () => FaceComparer.Load(ModelPack.Open(_folder.FullName)).Dispose());
    }

    [Fact]
    public void A_tensor_that_does_not_fit_the_role_is_reported()
    {
        EditManifest(manifest => manifest["models"]![1]!["input"]!["shape"]![1] = 200);
        AssertNames(In("facemesh_468.onnx"), "'mesh'", () => FaceComparer.Load(ModelPack.Open(_folder.FullName)).Dispose());
    }

    [Fact]
    public void A_manifest_that_lacks_a_role_is_reported()
    {
        EditManifest(manifest => manifest["models"]!.AsArray().RemoveAt(1));
        AssertNames(In(ModelPack.ManifestFileName), "'mesh'", () => ModelPack.Open(_folder.FullName));
    }

    [Fact]
    public void A_manifest_with_a_role_twice_is_reported()
    {
        EditManifest(manifest => manifest["models"]!.AsArray().Add(manifest["models"]![0]!.DeepClone()));
        AssertNames(In(ModelPack.ManifestFileName), "'detector'", () => ModelPack.Open(_folder.FullName));
    }

    [Fact]
    public void A_manifest_without_a_calibration_is_reported()
    {
        EditManifest(manifest => manifest["calibration"] = new JsonArray());
        AssertNames(In(ModelPack.ManifestFileName), "calibration", () => ModelPack.Open(_folder.FullName));
    }

    [Theory]
    [InlineData(0, "falseMatchRate", 0, "point 1")]
    [InlineData(0, "falseMatchRate", 1, "point 1")]
    [InlineData(1, "falseMatchRate", 1e-3, "point 2")]
    [InlineData(1, "falseMatchRate", 2e-3, "point 2")]
    [InlineData(2, "falseMatchRate", -1e-5, "point 3")]
    [InlineData(1, "similarity", 0.451, "point 2")]
    [InlineData(1, "similarity", 0.3, "point 2")]
    [InlineData(3, "similarity", 1.5, "point 4")]
    [InlineData(0, "similarity", -1.5, "point 1")]
    [InlineData(3, "trueMatchRate", 1.1, "point 4")]
    public void A_calibration_that_makes_no_curve_is_reported(int point, string member, double value, string reason)
    {
        EditManifest(manifest => manifest["calibration"]![point]![member] = value);
        AssertNames(In(ModelPack.ManifestFileName), reason, () => ModelPack.Open(_folder.FullName));
    }

    [Fact]
    public void A_manifest_with_an_unknown_or_missing_member_is_reported()
    {
        EditManifest(manifest => manifest["colour"] = "blue");
        AssertNames(In(ModelPack.ManifestFileName), "not a model manifest", () => ModelPack.Open(_folder.FullName));
        EditManifest(manifest => manifest.Remove("colour"));
        EditManifest(manifest => manifest.Remove("version"));
        AssertNames(In(ModelPack.ManifestFileName), "not a model manifest", () => ModelPack.Open(_folder.FullName));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("[]")]
    public void A_manifest_that_is_no_manifest_is_reported(string content)
    {
        Replace(In(ModelPack.ManifestFileName), content);
        AssertNames(In(ModelPack.ManifestFileName), "it is", () => ModelPack.Open(_folder.FullName));
    }

    [Fact]
    public void Operating_points_are_listed_by_falling_false_match_rate_and_rising_threshold()
    {
        IReadOnlyList<OperatingPoint> points = ModelPack.Open(_folder.FullName).Manifest.Calibration;
        Assert.All(points.Zip(points.Skip(1)), pair =>
        {
            Assert.True(pair.First.FalseMatchRate > pair.Second.FalseMatchRate);
            Assert.True(pair.First.Similarity < pair.Second.Similarity);
        });
    }

    private static void AssertNames(string file, string reason, Action use)
    {
        ModelPackException exception = Assert.Throws<ModelPackException>(use);
        Assert.Equal(file, exception.File);
        Assert.Contains(file, exception.Message, StringComparison.Ordinal);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    private static string Sha256(string file) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)));

    private static void Replace(string file, string content)
    {
        using var writer = new StreamWriter(file, append: false);
        writer.Write(content);
    }

    private void EditManifest(Action<JsonObject> edit)
    {
        JsonObject manifest = JsonNode.Parse(File.ReadAllBytes(In(ModelPack.ManifestFileName)))!.AsObject();
        edit(manifest);
        Replace(In(ModelPack.ManifestFileName), manifest.ToJsonString());
    }

    private string In(string file) => Path.Combine(_folder.FullName, file);
}
