using Iris.Models;
using Iris.Testing.Networks;

namespace Iris.Cli.Tests;

public sealed class ModelsCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What is done to a pack, and what is then said of it.</summary>
    public static TheoryData<string, string> Faults => new()
    {
        { "no manifest", "manifest.json: it is missing." },
        { "unknown member", "manifest.json: it has a member 'colour', and there is none of that name." },
        { "wrong digest", "mobilefacenet_192.onnx: it is damaged or not the expected file" },
        { "wrong shape", "mobilefacenet_192.onnx: its output " },
        { "no network", "blazeface_back_256.onnx: it is not an ONNX network." },
        { "new opset", "blazeface_back_256.onnx: it uses opset 99 of ONNX" },
        { "not a number", "mobilefacenet_192.onnx: it answers a face with what is no number" },
        { "not a number at the start of a server", "faulty.onnx: it answers a face with what is no number" },
        { "another answer each time", "other.onnx: it answers a drawn face each time with other numbers: a server would never be ready with it." },
        { "sees nothing", "blazeface_back_256.onnx: it does not find the one face of a drawing, or not where it is: a server would never be ready with it." },
        { "sees a face elsewhere", "detector.onnx: it does not find the one face of a drawing, or not where it is: a server would never be ready with it." },
    };

    [Fact]
    public async Task The_pack_in_use_is_listed_with_those_that_can_be_added()
    {
        (int exitCode, string output, string error) = await IrisCommand.RunAsync("models", "list");

        Assert.Equal(0, exitCode);
        Assert.Equal("", error);
        Assert.StartsWith("In use: iris-default 1.0.0\n", output, StringComparison.Ordinal);
        Assert.Contains("blazeface+facemesh", output, StringComparison.Ordinal);
        Assert.Contains("112 × 112 pixels in, 192 numbers out", output, StringComparison.Ordinal);
        Assert.Contains("measured at false match rates of 1 in 1,000 to 1 in 1,000,000", output, StringComparison.Ordinal);
        Assert.Contains("Can be added: opencv-zoo\n", output, StringComparison.Ordinal);
        Assert.Contains("face_recognition_sface_2021dec.onnx  OpenCV Zoo, models/face_recognition_sface  Apache-2.0", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_pack_is_listed_with_its_threshold_where_nobody_has_measured_it()
    {
        using var pack = PackFolder.OfDefault();
        pack.WithThreshold(0.363).Edit(static manifest => manifest["name"] = "another");

        (int exitCode, string output, _) = await IrisCommand.RunAsync("models", "list", "--models", pack.Folder);

        Assert.Equal(0, exitCode);
        Assert.StartsWith("In use: another 1.0.0\n", output, StringComparison.Ordinal);
        Assert.Contains(pack.Folder, output, StringComparison.Ordinal);
        Assert.Contains("not measured: a match is a similarity above 0.363\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_note_that_a_terminal_would_obey_is_listed_without_what_it_obeys()
    {
        using PackFolder pack = PackFolder.OfDefault().Edit(static manifest => manifest["calibrationNote"] = "Measured\u001b]0;title\u0007 \u202eonce.");

        ProgramRun run = await IrisCommand.RunAsync("models", "list", "--models", pack.Folder);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("Note        Measured\ufffd]0;title\ufffd \ufffdonce.\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_shipped_pack_passes_its_check()
    {
        (int exitCode, string output, string error) = await IrisCommand.RunAsync("models", "check");

        Assert.Equal(0, exitCode);
        Assert.Equal("", error);
        Assert.Equal(3, output.Split('\n').Count(static line => line.EndsWith(" as stated", StringComparison.Ordinal)));
        Assert.Matches(@"Drawn face  found with a score of 0\.\d\d, and embedded\n", output);
        Assert.DoesNotContain("warning", output, StringComparison.Ordinal);
        Assert.EndsWith("The pack can be used.\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_pack_that_cannot_be_used_is_told_in_a_line(string fault, string expected)
    {
        using var pack = PackFolder.OfDefault();
        Damage(pack, fault);

        (int exitCode, string output, string error) = await IrisCommand.RunAsync("models", "check", pack.Folder);

        Assert.Equal(3, exitCode);
        Assert.Equal("", output);
        Assert.StartsWith("Model pack: ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(static character => character == '\n'));
    }

    [Fact]
    public async Task A_file_that_was_not_downloaded_is_named_with_where_to_get_it()
    {
        Assert.SkipUnless(PackFolder.RealYuNet is not null, PackFolder.NoYuNet);
        string zoo = Path.GetDirectoryName(PackFolder.RealYuNet)!;

        await AssertNotAddedAsync(
            $"{zoo} has no face_recognition_sface_2021dec.onnx: download it from OpenCV Zoo, models/face_recognition_sface, into that folder.", zoo);
    }

    [Fact]
    public async Task A_folder_without_the_files_is_reported_with_the_first_of_them() => await AssertNotAddedAsync(
        $"{_folder.Path} has no face_detection_yunet_2023mar.onnx: download it from OpenCV Zoo, models/face_detection_yunet, into that folder.",
        _folder.Path);

    [Fact]
    public async Task A_file_with_another_digest_is_not_added()
    {
        Download("half of it", "the other");
        await AssertNotAddedAsync("face_detection_yunet_2023mar.onnx is incomplete or another version: its sha256 is ", _folder.Path);
    }

    [Fact]
    public async Task A_pointer_of_Git_LFS_is_not_taken_for_the_model()
    {
        const string pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:8f23\nsize 232589\n";
        Download(pointer, pointer);
        await AssertNotAddedAsync("face_detection_yunet_2023mar.onnx is a Git LFS pointer, not the model itself: ", _folder.Path);
    }

    [Theory]
    [InlineData("There is no pack 'arcface' that could be added: known is opencv-zoo.", "arcface", "--from", ".")]
    [InlineData("--to has an empty value: is a variable not set?", "opencv-zoo", "--from", ".", "--to", "")]
    [InlineData("Option '--from' is required.", "opencv-zoo")]
    public async Task Wrong_usage_is_told_in_a_line(string expected, params string[] args)
    {
        (int exitCode, _, string error) = await IrisCommand.RunAsync(["models", "add", .. args]);

        Assert.Equal(2, exitCode);
        Assert.Equal($"{expected} See iris models add --help.", error.TrimEnd());
    }

    private void Download(string yunet, string sface)
    {
        _folder.Write("face_detection_yunet_2023mar.onnx", yunet);
        _folder.Write("face_recognition_sface_2021dec.onnx", sface);
    }

    private async Task AssertNotAddedAsync(string expected, string source)
    {
        string[] before = Directory.GetFileSystemEntries(_folder.Path);

        (int exitCode, string output, string error) =
            await IrisCommand.RunAsync("models", "add", "opencv-zoo", "--from", source, "--to", _folder.File("pack"));

        Assert.Equal(3, exitCode);
        Assert.Equal("", output);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(static character => character == '\n'));
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder.Path));
    }

    private static void Damage(PackFolder pack, string fault)
    {
        switch (fault)
        {
            case "no manifest":
                File.Delete(pack.Manifest);
                break;
            case "unknown member":
                pack.Edit(static manifest => manifest["colour"] = "blue");
                break;
            case "wrong digest":
                pack.Write("mobilefacenet_192.onnx", "half of it"u8);
                break;
            case "wrong shape":
                pack.Edit(static manifest => manifest["embedder"]!["dimension"] = 128);
                break;
            case "no network":
                pack.Replace(ModelRole.Detector, [.. "<!DOCTYPE html>"u8]);
                break;
            case "new opset":
                // ir_version 8 and an opset_import of version 99, as ONNX's ModelProto has them.
                pack.Replace(ModelRole.Detector, [0x08, 0x08, 0x42, 0x02, 0x10, 0x63]);
                break;
            case "not a number":
                // The last layer's biases.
                pack.Replace(ModelRole.Embedder, With(0xFF, File.ReadAllBytes(pack.In("mobilefacenet_192.onnx")), 5_184_451..5_185_219));
                break;
            case "not a number at the start of a server":
                pack.Replace(ModelRole.Embedder, FaultyEmbedders.NoNumberButForFaces(), "faulty.onnx");
                break;
            case "another answer each time":
                pack.Replace(ModelRole.Embedder, NetworkFiles.FickleEmbedder(192), "other.onnx");
                break;
            case "sees nothing":
                // The biases of both classifiers: -97.4 each, so that every score is 0.
                pack.Replace(ModelRole.Detector, With(0xC2, File.ReadAllBytes(pack.In("blazeface_back_256.onnx")), 457_280..457_288, 500_432..500_456));
                break;
            case "sees a face elsewhere":
                pack.Edit(static manifest =>
                {
                    manifest["detector"] = "yunet";
                    manifest["models"]!.AsArray().RemoveAt(1);
                });
                pack.Replace(ModelRole.Detector, NetworkFiles.YuNet(SeesFaceInTheMiddle), "detector.onnx");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, null);
        }
    }

    // In the middle of every picture, and not where the eyes of the drawing are.
    private static void SeesFaceInTheMiddle(string name, int stride, float[] elements)
    {
        if (stride == 32)
        {
            float[] values = name switch { "kps" => [-1, -1, 1, -1, 0, 0, -1, 1, 1, 1], "bbox" => [0, 0, 1.5f, 1.5f], _ => [0.97f] };
            values.CopyTo(elements, ((10 * 20) + 10) * values.Length);
        }
    }

    // The files are pinned by their digests, so what is where in them is known.
    private static byte[] With(byte value, byte[] network, params Range[] places)
    {
        foreach (Range place in places)
        {
            network.AsSpan(place).Fill(value);
        }

        return network;
    }
}
