using System.Runtime.InteropServices;
using Iris.Inference.Graphs;
using Iris.Models;
using Iris.Testing;
using Iris.Testing.Networks;

namespace Iris.Tests.Packs;

/// <summary>Networks whose weights lie in another file, which no digest of the pack is of.</summary>
public sealed class WholeNetworkTests
{
    private const string Refusal = "it keeps its weights in another file: export it with the weights inside";

    private static readonly float[] Weights = [.. Enumerable.Range(0, 192 * 8).Select(static number => MathF.Sin(number))];

    [Fact]
    public void Weights_in_a_file_beside_the_manifest_are_refused_for_what_they_are()
    {
        using PackFolder folder = Pack(OfWeights(Elsewhere()));
        folder.Write("w.bin", MemoryMarshal.AsBytes<float>(Weights));

        AssertRefused(folder);
    }

    [Fact]
    public void Weights_in_a_file_in_the_current_directory_are_not_loaded()
    {
        string location = Path.GetRandomFileName() + ".bin";
        string file = Path.Combine(Environment.CurrentDirectory, location);
        try
        {
            using (var stream = new FileStream(file, FileMode.CreateNew))
            {
                stream.Write(MemoryMarshal.AsBytes<float>(Weights));
            }

            using PackFolder folder = Pack(OfWeights(Elsewhere(location)));
            AssertRefused(folder);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void The_same_weights_in_the_network_s_file_are_loaded()
    {
        WireMessage inside = Tensor();
        inside.Add(9, MemoryMarshal.AsBytes<float>(Weights).ToArray());
        using PackFolder folder = Pack(OfWeights(inside));

        FaceComparer.Load(folder.Open()).Dispose();
    }

    /// <summary>The numbers of the fields that lead from a network to a tensor.</summary>
    public static TheoryData<int[]> Places => new(
        [7, 5], // A weight.
        [7, 15, 1], // The values of a sparse one, and their places.
        [7, 15, 2],
        [7, 1, 5, 5], // Of a node's attribute: a tensor, several, sparse ones.
        [7, 1, 5, 10],
        [7, 1, 5, 22, 1],
        [7, 1, 5, 23, 2],
        [7, 1, 5, 6, 5], // In a graph within a graph, and in one of several.
        [7, 1, 5, 11, 1, 5, 5],
        [25, 7, 5, 5], // In a function, and in a default of its attributes.
        [25, 11, 5],
        [20, 1, 5]); // Where a training begins.

    [Theory]
    [MemberData(nameof(Places))]
    public void Weights_elsewhere_are_seen_wherever_a_tensor_can_be(int[] place)
    {
        var told = new WireMessage();
        told.Add(14, 1);
        var described = new WireMessage();
        described.Add(13, Entry("location", "w.bin"));
        var inside = new WireMessage();
        inside.Add(14, 0);

        Assert.Equal(Refusal, WholeNetwork.WhyNot(At(place, told)));
        Assert.Equal(Refusal, WholeNetwork.WhyNot(At(place, described)));
        Assert.Null(WholeNetwork.WhyNot(At(place, inside)));
    }

    [Fact]
    public void A_graph_that_was_compiled_into_another_file_is_refused()
    {
        var node = new WireMessage();
        node.Add(4, "EPContext");

        Assert.Equal(Refusal, WholeNetwork.WhyNot(At([7, 1], node)));
    }

    [Fact]
    public void A_place_that_only_its_lower_bits_make_another_file_is_refused()
    {
        var tensor = new WireMessage();
        tensor.Add(14, (1L << 32) + 1);
        var number = new WireMessage();
        number.Add((1 << 29) + 14, 1);

        Assert.Equal(Refusal, WholeNetwork.WhyNot(At([7, 5], tensor)));
        Assert.Equal("it is not an ONNX network", WholeNetwork.WhyNot(At([7, 5], number)));
    }

    [Fact]
    public void A_graph_within_graphs_without_end_is_no_network()
    {
        var graph = new WireMessage();
        for (int i = 0; i < 10_000; i++)
        {
            graph = new WireMessage(At([1, 5, 6], graph));
        }

        Assert.Equal("it is not an ONNX network", WholeNetwork.WhyNot(At([7], graph)));
    }

    [Theory]
    [InlineData(ModelRole.Detector)]
    [InlineData(ModelRole.Mesh)]
    [InlineData(ModelRole.Embedder)]
    public void Of_a_network_that_is_cut_nothing_is_thrown(ModelRole role)
    {
        byte[] file = Engine.Pack.ReadVerified(role);
        Assert.Null(WholeNetwork.WhyNot(file));
        var random = new Random(21);
        for (int i = 0; i < 100; i++)
        {
            Assert.NotEqual(Refusal, WholeNetwork.WhyNot(file.AsMemory(0, random.Next(file.Length))));
        }
    }

    private static byte[] At(int[] place, WireMessage message)
    {
        foreach (int field in place.AsEnumerable().Reverse())
        {
            var outer = new WireMessage();
            outer.Add(field, message);
            message = outer;
        }

        return message.ToArray()!;
    }

    private static byte[] OfWeights(WireMessage weights) => new HandmadeGraph()
        .Input("x", 3, 112, 112)
        .Add(5, weights)
        .Node("AveragePool", ["x"], "patches", GraphAttribute.Of("kernel_shape", 14, 14), GraphAttribute.Of("strides", 14, 14))
        .Node("Flatten", ["patches"], "row")
        .Node("MatMul", ["row", "w"], "y")
        .Output("y", 8)
        .ToArray();

    private static WireMessage Tensor()
    {
        var tensor = new WireMessage();
        tensor.Add(1, 192);
        tensor.Add(1, 8);
        tensor.Add(2, 1);
        tensor.Add(8, "w");
        return tensor;
    }

    private static WireMessage Elsewhere(string location = "w.bin")
    {
        WireMessage tensor = Tensor();
        tensor.Add(13, Entry("location", location));
        tensor.Add(14, 1);
        return tensor;
    }

    private static WireMessage Entry(string key, string value)
    {
        var entry = new WireMessage();
        entry.Add(1, key);
        entry.Add(2, value);
        return entry;
    }

    private static PackFolder Pack(byte[] network) =>
        PackFolder.OfDefault().Replace(ModelRole.Embedder, network, "other.onnx").Edit(manifest => manifest["embedder"]!["dimension"] = 8);

    private static void AssertRefused(PackFolder folder)
    {
        ModelPackException exception = Assert.Throws<ModelPackException>(() => FaceComparer.Load(folder.Open()).Dispose());

        Assert.Equal($"Model pack: {folder.In("other.onnx")}: {Refusal}.", exception.Message);
    }
}
