using Iris.Inference.Graphs;
using Iris.Models;
using Iris.Testing;
using Iris.Testing.Networks;
using Iris.Tests.Graphs;

namespace Iris.Tests.Packs;

/// <summary>Networks of ONNX's operators in a version that is known, and in one that is not.</summary>
public sealed class OperatorSetTests
{
    [Fact]
    public void The_newest_version_that_is_named_is_the_newest_that_ONNX_Runtime_loads()
    {
        Assert.True(GraphRuns.Loads(NetworkFiles.Embedder("x", "y", 8, operatorSet: OperatorSet.Newest)));
        Assert.False(GraphRuns.Loads(NetworkFiles.Embedder("x", "y", 8, operatorSet: OperatorSet.Newest + 1)));
    }

    [Fact]
    public void A_network_of_a_version_to_come_is_reported() =>
        AssertReported(NetworkFiles.Embedder("x", "y", 8, operatorSet: 99), "it uses opset 99 of ONNX, and 26 is the newest that is known: export it again");

    [Fact]
    public void A_network_with_an_operator_that_nobody_knows_is_reported() => AssertReported(
        new HandmadeGraph().Input("x", 3, 112, 112).Node("Teleport", ["x"], "y").Output("y", 8).ToArray(),
        "ONNX Runtime cannot load it (opset 13): an operator in it is unknown or wrongly used");

    [Fact]
    public void A_file_that_is_no_network_is_reported() =>
        AssertReported("<!DOCTYPE html><html>Not Found</html>"u8.ToArray(), "it is not an ONNX network");

    [Fact]
    public void A_network_that_does_not_run_with_what_it_leaves_open_is_reported()
    {
        // It says nothing of how large a picture it takes, and takes only one of 128 pixels.
        byte[] network = new HandmadeGraph()
            .Add(11, HandmadeGraph.Port("x", 1, 3, -1, -1))
            .Floats("projection", [3 * 8 * 8, 8])
            .Node("AveragePool", ["x"], "patches", GraphAttribute.Of("kernel_shape", 16, 16), GraphAttribute.Of("strides", 16, 16))
            .Node("Flatten", ["patches"], "row")
            .Node("MatMul", ["row", "projection"], "y")
            .Output("y", 8)
            .ToArray();

        AssertReported(network, "it does not run with tensors of the lengths that are expected");
    }

    private static void AssertReported(byte[] network, string reason)
    {
        using PackFolder folder = PackFolder.OfDefault().Replace(ModelRole.Embedder, network, "other.onnx").Edit(manifest => manifest["embedder"]!["dimension"] = 8);

        ModelPackException exception = Assert.Throws<ModelPackException>(() => FaceComparer.Load(folder.Open()).Dispose());

        Assert.Equal($"Model pack: {folder.In("other.onnx")}: {reason}.", exception.Message);
    }
}
