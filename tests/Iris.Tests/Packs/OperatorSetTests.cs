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
        "ONNX Runtime cannot load it (opset 13): This is an invalid model. In Node, (\"\", Teleport, \"\", -1) : (\"x\": tensor(float),) -> (\"y\": tensor(float),) , "
            + "Error No Op registered for Teleport with domain_version of 13");

    [Theory]
    [InlineData(6, "Could not find an implementation for AveragePool(1) node with name ''")]
    [InlineData(-1, "This is an invalid model. In Node, (\"\", AveragePool, \"\", -1) : (\"x\": tensor(float),) -> (\"patches\",) , Error No Op registered for AveragePool with domain_version of -1")]
    public void What_ONNX_Runtime_says_of_a_network_is_told(int operatorSet, string reason) => AssertReported(
        NetworkFiles.Embedder("x", "y", 8, operatorSet: operatorSet),
        FormattableString.Invariant($"ONNX Runtime cannot load it (opset {operatorSet}): {reason}"));

    [Fact]
    public void A_network_of_a_later_form_of_files_is_reported()
    {
        var later = new WireMessage();
        later.Add(1, 99);
        byte[] network = [.. NetworkFiles.Embedder("x", "y", 8), .. later.ToArray()!];

        AssertReported(network, "ONNX Runtime cannot load it (opset 13): Unsupported model IR version: 99, max supported IR version: 13");
    }

    [Fact]
    public void What_a_network_names_cannot_fill_a_screen_nor_command_a_terminal()
    {
        byte[] network = new HandmadeGraph()
            .Input("x", 3, 112, 112).Node("Tele\u001b[31m\nport" + new string('a', 100_000), ["x"], "y").Output("y", 8).ToArray();
        using PackFolder folder = Pack(network);

        string message = Assert.Throws<ModelPackException>(() => FaceComparer.Load(folder.Open()).Dispose()).Message;

        Assert.Contains("Tele?[31m port", message, StringComparison.Ordinal);
        Assert.DoesNotContain(message, char.IsControl);
        Assert.InRange(message.Length, 400, 700);
    }

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
        using PackFolder folder = Pack(network);

        ModelPackException exception = Assert.Throws<ModelPackException>(() => FaceComparer.Load(folder.Open()).Dispose());

        Assert.Equal($"Model pack: {folder.In("other.onnx")}: {reason}.", exception.Message);
    }

    private static PackFolder Pack(byte[] network) =>
        PackFolder.OfDefault().Replace(ModelRole.Embedder, network, "other.onnx").Edit(manifest => manifest["embedder"]!["dimension"] = 8);
}
