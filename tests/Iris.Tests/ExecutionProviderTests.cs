using System.Numerics.Tensors;
using Iris.Inference;
using Iris.Inference.Graphs;
using Iris.Models;
using Iris.Testing;
using Microsoft.ML.OnnxRuntime;

namespace Iris.Tests;

/// <summary>What the networks are computed by. The tests run with a build of ONNX Runtime that has the processor, and at most Core ML beside it.</summary>
public sealed class ExecutionProviderTests
{
    public static TheoryData<ExecutionProvider> Others => [ExecutionProvider.Cuda, ExecutionProvider.OpenVino, ExecutionProvider.CoreML];

    [Theory]
    [InlineData(ExecutionProvider.Cuda, "Microsoft.ML.OnnxRuntime.Gpu.Linux")]
    [InlineData(ExecutionProvider.OpenVino, "Intel.ML.OnnxRuntime.OpenVino")]
    [InlineData(ExecutionProvider.CoreML, "Microsoft.ML.OnnxRuntime has it on macOS")]
    public void One_that_is_not_installed_is_told_in_one_line_with_what_brings_it(ExecutionProvider provider, string source)
    {
        Assert.SkipWhen(OrtEnv.Instance().GetAvailableProviders().Contains($"{provider}ExecutionProvider"), "This build of ONNX Runtime has it.");

        var error = Assert.Throws<ExecutionProviderException>(() => FaceComparer.Load(Engine.Pack, provider: provider).Dispose());

        Assert.Equal(provider, error.Provider);
        Assert.StartsWith($"Execution provider {provider}: the ONNX Runtime that Iris was built with lacks it; ", error.Message, StringComparison.Ordinal);
        Assert.Contains(source, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData(ExecutionProvider.Cuda, "CUDAExecutionProvider")]
    [InlineData(ExecutionProvider.OpenVino, "OpenVINOExecutionProvider")]
    [InlineData(ExecutionProvider.CoreML, "CoreMLExecutionProvider")]
    public void One_is_looked_for_by_the_name_that_ONNX_Runtime_has_for_it(ExecutionProvider provider, string name)
    {
        NetworkProvider.Require(provider, [name, "CPUExecutionProvider"]);

        Assert.Throws<ExecutionProviderException>(() => NetworkProvider.Require(provider, ["TensorrtExecutionProvider", "CPUExecutionProvider"]));
    }

    // As where its libraries are missing: ONNX Runtime itself refuses.
    [Theory]
    [InlineData(ExecutionProvider.Cuda)]
    [InlineData(ExecutionProvider.OpenVino)]
    public void One_that_cannot_be_set_up_is_told_in_one_line_with_what_ONNX_Runtime_says(ExecutionProvider provider)
    {
        using var options = new SessionOptions();

        var error = Assert.Throws<ExecutionProviderException>(() => NetworkProvider.SetUp(options, provider));

        TestContext.Current.TestOutputHelper?.WriteLine(error.Message);
        Assert.StartsWith($"Execution provider {provider}: it cannot be set up on this machine: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(" in this build.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ErrorCode", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData(
        "[ErrorCode:Fail] /onnxruntime_src/core/session/bridge.cc:2043 onnxruntime::Provider& onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : 1 : FAIL : "
        + "Failed to load library /opt/iris/libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared object file\n",
        "Failed to load library /opt/iris/libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared object file")]
    [InlineData(
        "[ErrorCode:Fail] /onnxruntime_src/core/graph/model.cc:256 onnxruntime::Model::Model(onnx::ModelProto&&, const onnxruntime::PathString&) "
        + "Unsupported model IR version: 99, max supported IR version: 13",
        "Unsupported model IR version: 99, max supported IR version: 13")]
    [InlineData("[ErrorCode:InvalidArgument] It is not enabled in this build.", "It is not enabled in this build")]
    [InlineData("Something else\nentirely", "Something else entirely")]
    public void What_ONNX_Runtime_says_is_told_without_the_place_in_its_sources(string said, string reason) =>
        Assert.Equal(reason, NetworkProvider.Reason(said));

    [Theory]
    [MemberData(nameof(Others))]
    public void Only_the_processor_gets_rewritten_networks(ExecutionProvider provider)
    {
        byte[] file = Engine.Pack.ReadVerified(ModelRole.Mesh);
        string[] outputs = PackLayouts.OutputsOf(ModelRole.Mesh);

        Assert.Same(file, NetworkProvider.Prepare(provider, file, outputs));
        Assert.NotSame(file, NetworkProvider.Prepare(ExecutionProvider.Cpu, file, outputs));
    }

    [Fact]
    public void The_networks_as_delivered_show_the_same_faces()
    {
        using PackFolder pack = NotRewritten();
        using FaceComparer delivered = FaceComparer.Load(pack.Open());
        float worst = 1;
        foreach (string name in Pictures.Johns)
        {
            using PictureFaces expected = Engine.Find(name);
            using PictureFaces faces = delivered.FindFaces(Pictures.Read(name), cancellationToken: TestContext.Current.CancellationToken);

            Assert.Equal(expected.Count, faces.Count);

            // Other roundings, 8e-7 of an output at most, move a landmark by less than a thousandth of the eyes' distance.
            Assert.InRange(Landmarks.Error(faces[0].Landmarks, expected[0].Landmarks), 0, 1e-3f);
            worst = Math.Min(worst, TensorPrimitives.CosineSimilarity(faces.Embedding(0), expected.Embedding(0)));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"Similarity from {worst:F7}");
        Assert.InRange(worst, 0.9999f, 1.0001f);
    }

    // An empty message of ONNX's that has nothing to say to whoever runs a network, but that the rewriter does not know.
    private static PackFolder NotRewritten()
    {
        var pack = PackFolder.OfDefault();
        foreach (ModelRole role in Enum.GetValues<ModelRole>())
        {
            byte[] network = [.. Engine.Pack.ReadVerified(role), 0xA2, 0x01, 0x00];
            Assert.Null(NetworkGraph.Read(network));
            pack.Replace(role, network);
        }

        return pack;
    }
}
