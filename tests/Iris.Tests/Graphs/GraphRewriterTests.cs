using Iris.Inference.Graphs;
using Iris.Testing.Networks;

namespace Iris.Tests.Graphs;

/// <summary>Small networks, one for each thing that a rewrite relies on: rewritten where it holds, left alone where it does not.</summary>
public sealed class GraphRewriterTests
{
    private const int Side = 6;

    // Of an output's largest number, for a few operations with sums of less than 200 products: √(10·200)·2⁻²⁴ is 3e-6.
    private const float MaxDifference = 3e-6f;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_sloped_activation_becomes_convolutions(bool isSplit)
    {
        byte[] file = Activation(isSplit, Before, Behind).ToArray();

        byte[] rewritten = AssertSame(file, ["z"], block: 16);

        Assert.Equal(["Conv", "Relu", "Conv", "Add", "Conv"], GraphRuns.Operators(rewritten));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_sloped_activation_that_others_read_keeps_its_sign(bool isSplit)
    {
        byte[] file = Activation(isSplit, Before, graph => graph.Node("Add", ["y", "x"], "z")).ToArray();

        byte[] rewritten = AssertSame(file, ["z"], block: 16);

        Assert.Equal(["Conv", "Conv", "Relu", "Conv", "Add", "Add"], GraphRuns.Operators(rewritten));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_sloped_activation_is_exact_where_nothing_is_negative(bool isSplit)
    {
        // One convolution passes its input on, so that what is activated is not negative; the other passes the activation on.
        float[] identity = [.. Enumerable.Range(0, 16 * 16).Select(i => i % 17 == 0 ? 1f : 0f)];
        byte[] file = Activation(
            isSplit,
            graph => graph.Floats("w", [16, 16, 1, 1], identity).Node("Conv", ["x", "w"], "a"),
            graph => graph.Floats("v", [16, 16, 1, 1], identity).Node("Conv", ["y", "v"], "z")).ToArray();
        float[] input = [.. GraphRuns.Noise(16 * Side * Side).Select(MathF.Abs)];

        byte[] rewritten = GraphRewriter.Rewrite(file, ["z"], 16);

        Assert.DoesNotContain(GraphRuns.Operators(rewritten), type => type is "PRelu" or "Sub");
        Assert.Equal(input, GraphRuns.Run(rewritten, input, isLiteral: true)["z"]);
    }

    [Fact]
    public void An_activation_that_is_an_output_keeps_its_sign()
    {
        byte[] file = Activation(isSplit: true, Before, Behind).Output("y", 16, Side, Side).ToArray();

        AssertSame(file, ["z", "y"], block: 16);
    }

    [Fact]
    public void Weights_that_two_convolutions_share_keep_their_sign()
    {
        byte[] file = Activation(
            isSplit: true,
            graph => graph.Conv("x", "a", 16, 16).Node("Conv", ["x", "a_w"], "b"),
            graph => graph.Conv("y", "c", 16, 16).Node("Add", ["b", "c"], "z")).ToArray();

        AssertSame(file, ["z"], block: 16);
    }

    [Theory]
    [InlineData(6L, 6L)]
    [InlineData(1L, 1L, 1L)]
    [InlineData(16L, 6L, 1L)]
    [InlineData(16L, 6L, 6L)]
    public void Slopes_of_another_shape_are_left_alone(params long[] shape)
    {
        HandmadeGraph graph = new HandmadeGraph().Input("x", 16, Side, Side).Output("z", 16, Side, Side).Conv("x", "a", 16, 16).Floats("s", shape);
        byte[] split = graph.SplitPRelu("a", "y", "s").Conv("y", "z", 16, 16).ToArray();

        Assert.Equal(GraphRuns.Operators(split), GraphRuns.Operators(AssertSame(split, ["z"], block: 16)));
    }

    [Fact]
    public void A_slope_that_a_caller_may_set_is_left_alone()
    {
        byte[] file = Activation(isSplit: false, Before, Behind).Input("s", 16, 1, 1).ToArray();

        Assert.Contains("PRelu", GraphRuns.Operators(GraphRewriter.Rewrite(file, ["z"], 16)));
    }

    [Fact]
    public void A_part_of_an_activation_that_others_read_is_left_alone()
    {
        byte[] file = Activation(isSplit: true, Before, graph => graph.Node("Add", ["y", "y_n"], "z")).ToArray();

        byte[] rewritten = AssertSame(file, ["z"], block: 16);

        Assert.Contains("Sub", GraphRuns.Operators(rewritten));
    }

    [Fact]
    public void Channels_of_zeros_come_of_a_convolution()
    {
        byte[] file = new HandmadeGraph().Input("x", 16, Side, Side).Output("y", 24, Side, Side)
            .Integers("p", 0, 0, 0, 0, 0, 8, 0, 0).Node("Pad", ["x", "p"], "y").ToArray();
        float[] input = GraphRuns.Noise(16 * Side * Side);

        byte[] rewritten = GraphRewriter.Rewrite(file, ["y"], 16);

        Assert.Equal(["Conv"], GraphRuns.Operators(rewritten));
        Assert.Equal([.. input, .. new float[8 * Side * Side]], GraphRuns.Run(rewritten, input, isLiteral: true)["y"]);
    }

    [Theory]
    [InlineData(0L, 8L, 0L, 0L, 0L, 0L, 0L, 0L)]
    [InlineData(0L, 0L, 0L, 0L, 0L, 8L, 0L, 1L)]
    [InlineData(0L, 0L, 0L, 0L, 0L, -8L, 0L, 0L)]
    [InlineData(0L, 0L, 0L, 0L, 0L, 1L << 40, 0L, 0L)]
    public void Other_pads_are_left_alone(params long[] pads)
    {
        byte[] file = new HandmadeGraph().Input("x", 16, Side, Side).Output("y", 24, Side, Side)
            .Integers("p", pads).Node("Pad", ["x", "p"], "y").ToArray();

        Assert.Equal(["Pad"], GraphRuns.Operators(GraphRewriter.Rewrite(file, ["y"], 16)));
    }

    [Fact]
    public void A_pad_that_is_computed_is_left_alone()
    {
        byte[] file = new HandmadeGraph().Input("x", 16, Side, Side).Output("y", 24, Side, Side)
            .Integers("p", 0, 0, 0, 0, 0, 8, 0, 0).Node("Identity", ["p"], "q").Node("Pad", ["x", "q"], "y").ToArray();

        Assert.Contains("Pad", GraphRuns.Operators(AssertSame(file, ["y"], block: 16)));
    }

    [Fact]
    public void Channels_are_filled_up_to_whole_blocks()
    {
        HandmadeGraph graph = new HandmadeGraph().Input("x", 3, Side, Side).Output("z", 2, Side / 2, Side / 2).Add(13, HandmadeGraph.Description("a", 24, Side, Side))
            .Conv("x", "a", 3, 24, kernel: 3).Conv("a", "b", 24, 24, kernel: 3, groups: 24).Conv("b", "c", 24, 24)
            .Node("Add", ["a", "c"], "d").Node("Relu", ["d"], "e")
            .Node("MaxPool", ["e"], "f", GraphAttribute.Of("kernel_shape", 2, 2), GraphAttribute.Of("strides", 2, 2))
            .Conv("f", "z", 24, 2);
        byte[] file = graph.ToArray();
        float[] input = GraphRuns.Noise(3 * Side * Side);

        byte[] rewritten = AssertSame(file, ["z"], block: 16);

        NetworkGraph after = GraphRuns.Read(rewritten);
        Assert.Equal([32, 3, 3, 3], after.Constant("a_w")!.Shape);
        Assert.Equal([32, 1, 3, 3], after.Constant("b_w")!.Shape);
        Assert.Equal([32, 32, 1, 1], after.Constant("c_w")!.Shape);
        Assert.Equal([2, 32, 1, 1], after.Constant("z_w")!.Shape);
        Assert.Equal(GraphRuns.Run(file, input, isLiteral: true)["z"], GraphRuns.Run(rewritten, input, isLiteral: true)["z"]);
    }

    [Fact]
    public void Whole_blocks_and_less_than_a_block_stay()
    {
        byte[] file = new HandmadeGraph().Input("x", 3, Side, Side).Output("z", 2, Side, Side)
            .Conv("x", "a", 3, 24, kernel: 3).Conv("a", "b", 24, 12, kernel: 3).Conv("b", "z", 12, 2, kernel: 3).ToArray();

        Assert.Equal([24, 3, 3, 3], GraphRuns.Read(GraphRewriter.Rewrite(file, ["z"], 8)).Constant("a_w")!.Shape);
        Assert.Equal([12, 32, 3, 3], GraphRuns.Read(GraphRewriter.Rewrite(file, ["z"], 16)).Constant("b_w")!.Shape);
    }

    [Theory]
    [InlineData("a sum with what keeps its channels")]
    [InlineData("shared weights")]
    [InlineData("another operation")]
    [InlineData("groups of several channels")]
    [InlineData("an output")]
    public void Channels_that_others_see_stay(string reason)
    {
        HandmadeGraph graph = new HandmadeGraph().Input("x", 24, Side, Side).Output("z", 24, Side, Side).Conv("x", "a", 24, 24, kernel: 3);
        string[] outputs = ["z"];
        switch (reason)
        {
            case "a sum with what keeps its channels":
                graph.Node("Add", ["a", "x"], "b").Conv("b", "z", 24, 24);
                break;
            case "shared weights":
                graph.Node("Conv", ["a", "a_w"], "b", GraphAttribute.Of("pads", 1, 1, 1, 1)).Conv("b", "z", 24, 24);
                break;
            case "another operation":
                graph.Node("Sigmoid", ["a"], "b").Conv("b", "z", 24, 24);
                break;
            case "groups of several channels":
                graph.Conv("a", "z", 24, 24, kernel: 3, groups: 4);
                break;
            default:
                graph.Output("a", 24, Side, Side).Conv("a", "z", 24, 24);
                outputs = ["z", "a"];
                break;
        }

        byte[] rewritten = AssertSame(graph.ToArray(), outputs, block: 16);

        Assert.Equal(24, GraphRuns.Read(rewritten).Constant("a_w")!.Shape[0]);
    }

    [Fact]
    public void Two_convolutions_of_single_pixels_become_one()
    {
        byte[] file = new HandmadeGraph().Input("x", 19, Side, Side).Output("z", 18, Side, Side)
            .Conv("x", "a", 19, 17).Conv("a", "b", 17, 21).Conv("b", "z", 21, 18).ToArray();

        Assert.Equal(["Conv"], GraphRuns.Operators(AssertSame(file, ["z"], block: 0)));
    }

    [Theory]
    [InlineData("others read what is between")]
    [InlineData("it is an output")]
    [InlineData("it would be more work")]
    [InlineData("a kernel of several pixels")]
    [InlineData("every second pixel")]
    [InlineData("groups")]
    public void Convolutions_of_single_pixels_stay_two(string reason)
    {
        HandmadeGraph graph = new HandmadeGraph().Input("x", 16, Side, Side).Output("z", 16, Side, Side);
        string[] outputs = ["z"];
        switch (reason)
        {
            case "others read what is between":
                graph.Conv("x", "a", 16, 16).Conv("a", "b", 16, 16).Node("Add", ["a", "b"], "z");
                break;
            case "it is an output":
                graph.Conv("x", "a", 16, 16).Output("a", 16, Side, Side).Conv("a", "z", 16, 16);
                outputs = ["z", "a"];
                break;
            case "it would be more work":
                graph.Conv("x", "a", 16, 4).Conv("a", "z", 4, 16);
                break;
            case "a kernel of several pixels":
                graph.Conv("x", "a", 16, 16, kernel: 3).Conv("a", "z", 16, 16);
                break;
            case "every second pixel":
                graph.Floats("w", [16, 16, 1, 1]).Node("Conv", ["x", "w"], "a", GraphAttribute.Of("strides", 2, 2), GraphAttribute.Of("pads", 3, 3, 3, 3))
                    .Conv("a", "z", 16, 16);
                break;
            default:
                graph.Conv("x", "a", 16, 16, groups: 4).Conv("a", "z", 16, 16);
                break;
        }

        byte[] file = graph.ToArray();

        Assert.Equal(GraphRuns.Operators(file).Order(), GraphRuns.Operators(AssertSame(file, outputs, block: 0)).Order());
    }

    [Fact]
    public void Outputs_that_are_not_there_are_left_for_ONNX_Runtime_to_miss()
    {
        byte[] file = new HandmadeGraph().Input("x", 16, Side, Side).Output("y", 16, Side, Side).Conv("x", "y", 16, 16, kernel: 3).ToArray();

        Assert.Equal(["y"], GraphRuns.Read(GraphRewriter.Rewrite(file, ["elsewhere"], 16)).Outputs.Select(output => output.Name));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(24)]
    public void Another_set_of_operators_is_left_alone(int operatorSet)
    {
        byte[] file = new HandmadeGraph().Input("x", 16, Side, Side).Output("z", 16, Side, Side)
            .Conv("x", "a", 16, 16).Conv("a", "z", 16, 16).ToArray(operatorSet);

        Assert.Same(file, GraphRewriter.Rewrite(file, ["z"], 16));
    }

    [Fact]
    public void A_graph_within_a_node_is_left_alone()
    {
        var attribute = new WireMessage();
        attribute.Add(1, "body");
        attribute.Add(6, new WireMessage());
        attribute.Add(20, 5);
        var node = new WireMessage();
        node.Add(1, "x");
        node.Add(2, "y");
        node.Add(4, "Loop");
        node.Add(5, attribute);
        byte[] file = new HandmadeGraph().Input("x", 16, Side, Side).Output("y", 16, Side, Side).Add(1, node).ToArray();

        Assert.Same(file, GraphRewriter.Rewrite(file, ["y"], 16));
    }

    [Fact]
    public void Weights_in_another_file_are_left_alone()
    {
        var weights = new WireMessage();
        foreach (long length in (long[])[16, 16, 1, 1])
        {
            weights.Add(1, length);
        }

        weights.Add(2, 1);
        weights.Add(8, "w");
        weights.Add(14, 1);
        byte[] file = new HandmadeGraph().Input("x", 16, Side, Side).Output("z", 16, Side, Side).Add(5, weights)
            .Node("Conv", ["x", "w"], "a").Conv("a", "z", 16, 16).ToArray();

        Assert.Equal(["Conv", "Conv"], GraphRuns.Operators(GraphRewriter.Rewrite(file, ["z"], 16)));
    }

    // x → a → y → z, where the middle is activated.
    private static HandmadeGraph Activation(bool isSplit, Action<HandmadeGraph> before, Action<HandmadeGraph> behind)
    {
        HandmadeGraph graph = new HandmadeGraph().Input("x", 16, Side, Side).Output("z", 16, Side, Side).Floats("s", [16, 1, 1]);
        before(graph);
        _ = isSplit ? graph.SplitPRelu("a", "y", "s") : graph.Node("PRelu", ["a", "s"], "y");
        behind(graph);
        return graph;
    }

    private static void Before(HandmadeGraph graph) => graph.Conv("x", "a", 16, 16, kernel: 3);

    private static void Behind(HandmadeGraph graph) => graph.Conv("y", "z", 16, 16);

    private static byte[] AssertSame(byte[] file, string[] outputs, int block)
    {
        byte[] rewritten = GraphRewriter.Rewrite(file, outputs, block);
        int channels = GraphRuns.Read(file).Inputs[0].Channels!.Value;
        float[] input = GraphRuns.Noise(channels * Side * Side);
        Dictionary<string, float[]> before = GraphRuns.Run(file, input), after = GraphRuns.Run(rewritten, input);
        foreach (string output in outputs)
        {
            float bound = MaxDifference * before[output].Max(MathF.Abs);
            Assert.All(before[output].Zip(after[output]), pair => Assert.True(MathF.Abs(pair.First - pair.Second) <= bound, $"{pair} differ by more than {bound}"));
        }

        return rewritten;
    }
}
