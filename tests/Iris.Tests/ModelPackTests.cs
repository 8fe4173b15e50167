using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Models;
using Iris.Testing;

namespace Iris.Tests;

/// <summary>Model packs that cannot be used: each says in one line which file is at fault.</summary>
public sealed class ModelPackTests : IDisposable
{
    private readonly PackFolder _pack = PackFolder.OfDefault();

    public void Dispose() => _pack.Dispose();

    [Fact]
    public void A_copy_of_the_default_pack_can_be_used()
    {
        using FaceComparer comparer = FaceComparer.Load(_pack.Open());
        Assert.Equal("iris-default", comparer.Models.Name);
    }

    [Fact]
    public void A_missing_folder_is_reported()
    {
        string missing = _pack.In("elsewhere");
        AssertNames(Path.Combine(missing, ModelPack.ManifestFileName), "missing", () => ModelPack.Open(missing));
    }

    [Fact]
    public void A_missing_manifest_is_reported()
    {
        File.Delete(_pack.Manifest);
        AssertNames(_pack.Manifest, "missing", () => _pack.Open());
    }

    [Theory]
    [InlineData(ModelRole.Detector)]
    [InlineData(ModelRole.Mesh)]
    [InlineData(ModelRole.Embedder)]
    public void A_missing_network_is_reported(ModelRole role)
    {
        ModelPack pack = _pack.Open();
        File.Delete(pack.PathOf(role));
        AssertNames(pack.PathOf(role), "missing", () => FaceComparer.Load(pack).Dispose());
    }

    [Theory]
    [InlineData(ModelRole.Detector)]
    [InlineData(ModelRole.Mesh)]
    [InlineData(ModelRole.Embedder)]
    public void A_network_with_one_bit_flipped_is_reported(ModelRole role)
    {
        ModelPack pack = _pack.Open();
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
        _pack.Replace(ModelRole.Detector, File.ReadAllBytes(_pack.In("mobilefacenet_192.onnx"))[..3], "short.onnx");
        AssertNames(_pack.In("short.onnx"), "it is not an ONNX network", Load);
    }

    [Fact]
    public void A_network_without_the_output_that_the_manifest_names_is_reported()
    {
        _pack.Edit(manifest => manifest["embedder"]!["output"] = "identity");
        AssertNames(_pack.In("mobilefacenet_192.onnx"), "it has no output 'identity', but embedding", Load);
    }

    [Fact]
    public void An_embedding_of_another_length_is_reported()
    {
        _pack.Edit(manifest => manifest["embedder"]!["dimension"] = 200);
        AssertNames(_pack.In("mobilefacenet_192.onnx"), "its output 'embedding' is Float N×192, and Float 200 is expected", Load);
    }

    [Fact]
    public void An_embedder_of_another_size_is_reported()
    {
        _pack.Edit(manifest => manifest["embedder"]!["size"] = 160);
        AssertNames(_pack.In("mobilefacenet_192.onnx"), "is Float N×3×112×112, and Float 3×160×160 is expected", Load);
    }

    [Fact]
    public void A_network_for_another_role_is_reported()
    {
        _pack.Replace(ModelRole.Mesh, File.ReadAllBytes(_pack.In("blazeface_back_256.onnx")), "blazeface_back_256.onnx");
        AssertNames(_pack.In("blazeface_back_256.onnx"), "its input 'input' is Float N×3×256×256, and Float 3×192×192 is expected", Load);
    }

    [Fact]
    public void A_manifest_that_lacks_a_role_is_reported()
    {
        _pack.Edit(manifest => manifest["models"]!.AsArray().RemoveAt(1));
        AssertNames(_pack.Manifest, "'mesh'", () => _pack.Open());
    }

    [Fact]
    public void A_manifest_with_a_role_twice_is_reported()
    {
        _pack.Edit(manifest => manifest["models"]!.AsArray().Add(manifest["models"]![0]!.DeepClone()));
        AssertNames(_pack.Manifest, "'detector'", () => _pack.Open());
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
        _pack.Edit(manifest => manifest["calibration"]![point]![member] = value);
        AssertNames(_pack.Manifest, reason, () => _pack.Open());
    }

    /// <summary>A part of the manifest, what is put there instead (nothing takes it away), and what is said of it.</summary>
    public static TheoryData<string, string?, string> Faults => new()
    {
        { "colour", "\"blue\"", "it has a member 'colour', and there is none of that name" },
        { "embedder.colour", "\"blue\"", "it has a member 'embedder.colour'" },
        { "models[2].role2", "\"mesh\"", "it has a member 'models[2].role2'" },
        { "version", null, "it lacks 'version'" },
        { "embedder.scale", null, "it lacks 'embedder.scale'" },
        { "models[1].licence", null, "it lacks 'models[1].licence'" },
        { "calibration[0].similarity", null, "it lacks 'calibration[0].similarity'" },
        { "calibrationNote", null, "it lacks 'calibrationNote'" },
        { "detector", "\"retinaface\"", "its 'detector' has a value that it cannot have" },
        { "detector", "1", "its 'detector' has a value that it cannot have" },
        { "detector", "\"yunet\"", "it has a model for the role 'mesh', which its detector does not need" },
        { "models[0].role", "\"eyes\"", "its 'models[0].role' has a value that it cannot have" },
        { "models[0].role", "null", "its 'models[0].role' has a value that it cannot have" },
        { "models[0]", "null", "its 'models[0]' is null" },
        { "models[0].file", "\"../blazeface.onnx\"", "its 'models[0].file' must be the name of a file beside it" },
        { "models[0].file", "\"/blazeface.onnx\"", "its 'models[0].file' must be the name of a file beside it" },
        { "models[0].file", "\"..\"", "its 'models[0].file' must be the name of a file beside it" },
        { "models[0].file", $"\"{new string('a', 256)}\"", "its 'models[0].file' must be the name of a file beside it, without a folder, of at most 255 characters" },
        { "models[0].file", "\"blaze\\u202eface.onnx\"", "its 'models[0].file' must be the name of a file beside it" },
        { "models[0].file", "\"blaze\\u001bface.onnx\"", "its 'models[0].file' must be the name of a file beside it" },
        { "models[0].file", "\"\"", "its 'models[0].file' must be the name of a file beside it" },
        { "models[0].sha256", "\"F2F1\"", "its 'models[0].sha256' must be 64 hexadecimal digits in lower case" },
        { "name", "\"\"", "its 'name' must be 1 to 24 small letters, digits, points, hyphens and underscores" },
        { "name", "\"two\\nlines\"", "its 'name' must be 1 to 24 small letters" },
        { "name", "\"OpenCV Zoo\"", "its 'name' must be 1 to 24 small letters" },
        { "version", "\"1234567890123456789012345\"", "its 'version' must be 1 to 24 small letters" },
        { "version", "1", "its 'version' has a value that it cannot have" },
        { "embedder.size", "31", "its 'embedder.size' must be from 32 to 512" },
        { "embedder.size", "513", "its 'embedder.size' must be from 32 to 512" },
        { "embedder.size", "112.5", "its 'embedder.size' has a value that it cannot have" },
        { "embedder.dimension", "1", "its 'embedder.dimension' must be from 2 to 4096" },
        { "embedder.dimension", "4097", "its 'embedder.dimension' must be from 2 to 4096" },
        { "embedder.channels", "\"rbg\"", "its 'embedder.channels' has a value that it cannot have" },
        { "embedder.mean", "-1", "its 'embedder.mean' must be from 0 to 255" },
        { "embedder.mean", "256", "its 'embedder.mean' must be from 0 to 255" },
        { "embedder.mean", "1e999", "its 'embedder.mean' must be from 0 to 255" },
        { "embedder.scale", "0", "its 'embedder.scale' must be from 0.0001 to 1" },
        { "embedder.scale", "1e-300", "its 'embedder.scale' must be from 0.0001 to 1" },
        { "embedder.scale", "0.0000999", "its 'embedder.scale' must be from 0.0001 to 1" },
        { "embedder.scale", "1.0001", "its 'embedder.scale' must be from 0.0001 to 1" },
        { "embedder.template", "[]", "its 'embedder.template' must be 5 points [x, y] within the size" },
        { "embedder.template[0]", "[1]", "its 'embedder.template' must be 5 points [x, y] within the size" },
        { "embedder.template[0]", "[113, 1]", "its 'embedder.template' must be 5 points [x, y] within the size" },
        { "embedder.template[0]", "[1, -1]", "its 'embedder.template' must be 5 points [x, y] within the size" },
        { "embedder.template[0]", "[1e39, 1]", "its 'embedder.template' must be 5 points [x, y] within the size" },
        { "embedder.template[0]", "null", "its 'embedder.template[0]' is null" },
        { "embedder.template[0]", "[73.5, 51.5]", "its 'embedder.template' must be of an upright face" },
        { "embedder.template[0]", "[60, 51.5]", "its 'embedder.template' must be of an upright face" },
        { "embedder.template[3]", "[41.5, 40]", "its 'embedder.template' must be of an upright face" },
        { "embedder.template[3]", "[75, 92]", "its 'embedder.template' must be of an upright face" },
        { "calibration", null, "it must have either a 'calibration' or, where nobody has measured one, a 'threshold'" },
        { "calibration", "[]", "it must have either a 'calibration' or" },
        { "calibration", "null", "it must have either a 'calibration' or" },
        { "calibration[0]", "null", "its 'calibration[0]' is null" },
        { "models", "null", "its 'models' has a value that it cannot have" },
        { "threshold", "0.5", "it must have either a 'calibration' or" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_is_wrong_with_a_manifest_is_told_in_a_line(string path, string? value, string fault)
    {
        _pack.Edit(manifest => Put(manifest, path, value));
        AssertNames(_pack.Manifest, fault, () => _pack.Open());
    }

    [Theory]
    [InlineData(1e-4)]
    [InlineData(1)]
    public void A_scale_at_either_end_is_taken(double scale)
    {
        _pack.Edit(manifest => manifest["embedder"]!["scale"] = scale);
        Assert.Equal(scale, _pack.Open().Manifest.Embedder.Scale);
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("-1.5")]
    [InlineData("1e39")]
    public void A_threshold_that_is_no_cosine_is_reported(string threshold)
    {
        _pack.Edit(manifest =>
        {
            manifest.Remove("calibration");
            Put(manifest, "threshold", threshold);
        });
        AssertNames(_pack.Manifest, "its 'threshold' must be a cosine from -1 to 1", () => _pack.Open());
    }

    [Fact]
    public void A_member_that_stands_twice_is_reported()
    {
        string manifest = File.ReadAllText(_pack.Manifest);
        Write(manifest.Replace("\"version\"", "\"name\": \"again\", \"version\"", StringComparison.Ordinal));
        AssertNames(_pack.Manifest, "its 'name' stands twice.", () => _pack.Open());
    }

    [Fact]
    public void A_member_of_a_part_that_stands_twice_is_reported()
    {
        string manifest = File.ReadAllText(_pack.Manifest);
        Write(manifest.Replace("\"dimension\"", "\"size\": 112, \"dimension\"", StringComparison.Ordinal));
        AssertNames(_pack.Manifest, "its 'embedder.size' stands twice.", () => _pack.Open());
    }

    [Fact]
    public void A_manifest_that_begins_with_a_byte_order_mark_is_read()
    {
        _pack.Write(ModelPack.ManifestFileName, [0xEF, 0xBB, 0xBF, .. File.ReadAllBytes(_pack.Manifest)]);
        Assert.Equal("iris-default", _pack.Open().Manifest.Name);
    }

    [Fact]
    public void A_manifest_that_is_not_UTF_8_is_reported()
    {
        byte[] manifest = File.ReadAllBytes(_pack.Manifest);
        int name = manifest.AsSpan().IndexOf("detector"u8);
        manifest[name] = 0xFF;
        _pack.Write(ModelPack.ManifestFileName, manifest);

        AssertNames(_pack.Manifest, "it is not a manifest: its text is not UTF-8.", () => _pack.Open());
    }

    // Escapes that name half a character, and what a terminal would obey.
    [Theory]
    [InlineData("\"\\ud800\": 1, \"name\"", "it has a member whose name is not text.")]
    [InlineData("\"red\\u001b[31m\\nand \\u202eon\\u2028\": 1, \"name\"", "it has a member 'red?[31m and ?on ', and there is none of that name.")]
    public void Text_that_is_none_is_reported_in_a_line(string member, string fault)
    {
        Write(File.ReadAllText(_pack.Manifest).Replace("\"name\"", member, StringComparison.Ordinal));
        AssertNames(_pack.Manifest, fault, () => _pack.Open());
    }

    [Fact]
    public void A_value_of_half_a_character_is_reported()
    {
        Write(File.ReadAllText(_pack.Manifest).Replace("\"iris-default\"", "\"\\ud800\"", StringComparison.Ordinal));
        AssertNames(_pack.Manifest, "its 'name' has a value that it cannot have (line 2).", () => _pack.Open());
    }

    [Fact]
    public void A_long_name_is_cut_where_it_is_told()
    {
        _pack.Edit(manifest => manifest[new string('a', 100_000)] = 1);

        Assert.InRange(Assert.Throws<ModelPackException>(_pack.Open).Message.Length, 400, 700);
    }

    [Fact]
    public void A_manifest_of_a_mebibyte_is_read_and_one_of_a_byte_more_is_not()
    {
        string manifest = File.ReadAllText(_pack.Manifest);
        int length = Encoding.UTF8.GetByteCount(manifest);
        Write(manifest + new string(' ', (1024 * 1024) - length));
        _pack.Open();

        Write(manifest + new string(' ', (1024 * 1024) - length + 1));
        AssertNames(_pack.Manifest, "it is too large to be a manifest.", () => _pack.Open());
    }

    [Fact]
    public void A_network_of_two_gibibytes_is_refused_by_its_length()
    {
        ModelPack pack = _pack.Open();
        using (FileStream file = new(pack.PathOf(ModelRole.Mesh), FileMode.Open, FileAccess.ReadWrite))
        {
            file.SetLength(1L << 31);
        }

        AssertNames(pack.PathOf(ModelRole.Mesh), "it is too large to be an ONNX network.", () => pack.ReadVerified(ModelRole.Mesh));
    }

    [Theory]
    [InlineData("manifest.json")]
    [InlineData("facemesh_468.onnx")]
    public void A_device_without_end_is_not_read_to_its_end(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It has no such devices.");
        File.Delete(_pack.In(name));
        File.CreateSymbolicLink(_pack.In(name), "/dev/zero");

        AssertNames(_pack.In(name), "it is empty, or no ordinary file.", Load);
    }

    [Theory]
    [InlineData("manifest.json", false)]
    [InlineData("manifest.json", true)]
    [InlineData("facemesh_468.onnx", false)]
    public async Task A_pipe_is_not_waited_for(string name, bool isLinked)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It has no such files.");
        File.Delete(_pack.In(name));
        string pipe = isLinked ? _pack.In("pipe") : _pack.In(name);
        using (Process make = Process.Start("mkfifo", pipe))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        if (isLinked)
        {
            File.CreateSymbolicLink(_pack.In(name), pipe);
        }

        Task refusal = Task.Run(() => AssertNames(_pack.In(name), "it is empty, or no ordinary file.", Load), TestContext.Current.CancellationToken);
        await refusal.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_folder_in_a_file_s_place_is_reported()
    {
        File.Delete(_pack.Manifest);
        Directory.CreateDirectory(_pack.Manifest);
        AssertNames(_pack.Manifest, "it cannot be read.", () => _pack.Open());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("[]")]
    public void A_manifest_that_is_no_manifest_is_reported(string content)
    {
        Write(content);
        AssertNames(_pack.Manifest, "it is", () => _pack.Open());
    }

    [Fact]
    public void Operating_points_are_listed_by_falling_false_match_rate_and_rising_threshold()
    {
        IReadOnlyList<OperatingPoint> points = _pack.Open().Manifest.Calibration;
        Assert.All(points.Zip(points.Skip(1)), pair =>
        {
            Assert.True(pair.First.FalseMatchRate > pair.Second.FalseMatchRate);
            Assert.True(pair.First.Similarity < pair.Second.Similarity);
        });
    }

    [Theory]
    [InlineData("models[0].sha256", "\"f2f1a82f075c0e8a1a4d0bbd7a0b4d5b2b0b7b1b0a3d1e2f3a4b5c6d7e8f9a0b\"")]
    [InlineData("models[1].sha256", "\"f2f1a82f075c0e8a1a4d0bbd7a0b4d5b2b0b7b1b0a3d1e2f3a4b5c6d7e8f9a0b\"")]
    [InlineData("models[2].sha256", "\"f2f1a82f075c0e8a1a4d0bbd7a0b4d5b2b0b7b1b0a3d1e2f3a4b5c6d7e8f9a0b\"")]
    [InlineData("embedder.size", "128")]
    [InlineData("embedder.channels", "\"bgr\"")]
    [InlineData("embedder.mean", "127")]
    [InlineData("embedder.scale", "0.0078")]
    [InlineData("embedder.template[4][1]", "92.2")]
    [InlineData("embedder.dimension", "191")]
    [InlineData("embedder.output", "\"other\"")]
    public void What_decides_similarities_changes_the_digest_of_recognition(string path, string value)
    {
        string before = _pack.Open().RecognitionSha256;
        _pack.Edit(manifest => Put(manifest, path, value));

        Assert.NotEqual(before, _pack.Open().RecognitionSha256);
    }

    [Fact]
    public void The_same_networks_found_and_used_as_another_kind_have_another_digest_of_recognition()
    {
        _pack.Edit(manifest =>
        {
            manifest["detector"] = "yunet";
            manifest["models"]!.AsArray().RemoveAt(1);
        });
        string yunet = _pack.Open().RecognitionSha256;
        _pack.Edit(manifest => manifest["detector"] = "scrfd");

        Assert.NotEqual(yunet, _pack.Open().RecognitionSha256);
    }

    [Fact]
    public void Names_and_what_was_measured_are_no_part_of_the_digest_of_recognition()
    {
        string before = _pack.Open().RecognitionSha256;
        Assert.Equal(64, before.Length);
        _pack.WithThreshold(0.4).Edit(manifest =>
        {
            manifest["name"] = "another";
            manifest["version"] = "2";
            manifest["calibrationNote"] = "Another.";
            JsonArray models = manifest["models"]!.AsArray();
            foreach (JsonNode? model in models)
            {
                foreach (string member in (string[])["name", "file", "origin", "licence"])
                {
                    model![member] = "another";
                }
            }

            JsonNode first = models[0]!;
            models.RemoveAt(0);
            models.Add(first);
        });

        Assert.Equal(before, _pack.Open().RecognitionSha256);
    }

    private void Write(string manifest) => _pack.Write(ModelPack.ManifestFileName, Encoding.UTF8.GetBytes(manifest));

    private void Load() => FaceComparer.Load(_pack.Open()).Dispose();

    // A path is names and, in brackets, indices.
    private static void Put(JsonNode node, string path, string? value)
    {
        string[] steps = path.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.');
        foreach (string step in steps[..^1])
        {
            node = node is JsonArray array ? array[int.Parse(step, CultureInfo.InvariantCulture)]! : node[step]!;
        }

        if (node is JsonArray last)
        {
            last[int.Parse(steps[^1], CultureInfo.InvariantCulture)] = JsonNode.Parse(value!);
        }
        else if (value is null)
        {
            node.AsObject().Remove(steps[^1]);
        }
        else
        {
            node[steps[^1]] = JsonNode.Parse(value);
        }
    }

    private static void AssertNames(string file, string reason, Action use)
    {
        ModelPackException exception = Assert.Throws<ModelPackException>(use);
        Assert.Equal(file, exception.File);
        Assert.Contains(file, exception.Message, StringComparison.Ordinal);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }
}
