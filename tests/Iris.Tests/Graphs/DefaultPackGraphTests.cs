using System.Numerics;
using Iris.Alignment;
using Iris.Imaging;
using Iris.Inference;
using Iris.Inference.Graphs;
using Iris.Models;
using Iris.Testing;
using Microsoft.ML.OnnxRuntime;

namespace Iris.Tests.Graphs;

/// <summary>The networks of the default pack, as they are and as they are loaded: the same answers, computed in blocks from first to last.</summary>
public sealed class DefaultPackGraphTests
{
    // Of an output's largest number. A rounding of a float is 2⁻²⁴ of it at the most. What leads to an output are 30 to 60 operations in
    // succession, each with sums of up to 500 products; roundings that differ add up like random steps: √(60·500)·2⁻²⁴ is 1e-5. Measured: 8.3e-7.
    private const float MaxDifference = 1e-5f;

    public static TheoryData<ModelRole, int> NetworksAndBlocks
    {
        get
        {
            var data = new TheoryData<ModelRole, int>();
            foreach (ModelRole role in Enum.GetValues<ModelRole>())
            {
                data.Add(role, 0);
                data.Add(role, 8);
                data.Add(role, 16);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(NetworksAndBlocks))]
    public void A_rewritten_network_answers_as_before(ModelRole role, int block)
    {
        int length = PackLayouts.Of(role).Input.Length;
        byte[] file = Engine.Pack.ReadVerified(role);
        using var before = new GraphRuns(file);
        using var after = new GraphRuns(Rewrite(role, block));
        float[][] inputs = [GraphRuns.Noise(length, seed: 1), GraphRuns.Noise(length, seed: 2), .. Faces(role)];

        var answers = inputs.Select(input => (Before: before.Run(input), After: after.Run(input))).ToArray();

        foreach (string output in PackLayouts.OutputsOf(role))
        {
            float range = answers.Max(answer => answer.Before[output].Max(MathF.Abs));
            float difference = answers.Max(answer => answer.Before[output].Zip(answer.After[output]).Max(pair => MathF.Abs(pair.First - pair.Second)));
            TestContext.Current.TestOutputHelper?.WriteLine($"{output}: {difference:E1} of {range:F2}, {difference / range:E1}");
            Assert.True(difference <= MaxDifference * range, $"{output} differs by {difference} of {range}");
        }
    }

    [Theory]
    [InlineData(ModelRole.Detector)]
    [InlineData(ModelRole.Mesh)]
    [InlineData(ModelRole.Embedder)]
    public void What_is_exact_changes_no_bit_of_an_answer(ModelRole role)
    {
        NetworkGraph graph = GraphRuns.Read(Engine.Pack.ReadVerified(role));
        UnreadOutputs.Remove(graph, PackLayouts.OutputsOf(role));
        ChannelPadding.Rewrite(graph);
        ChannelBlocks.Fill(graph, 16);
        using var before = new GraphRuns(Engine.Pack.ReadVerified(role), isLiteral: true);
        using var after = new GraphRuns(graph.ToArray()!, isLiteral: true);

        foreach (float[] input in (float[][])[GraphRuns.Noise(PackLayouts.Of(role).Input.Length), .. Faces(role)])
        {
            Dictionary<string, float[]> expected = before.Run(input), actual = after.Run(input);
            Assert.All(PackLayouts.OutputsOf(role), output => Assert.Equal(expected[output], actual[output]));
        }
    }

    [Theory]
    [InlineData(ModelRole.Detector, 0)]
    [InlineData(ModelRole.Mesh, 23)]
    [InlineData(ModelRole.Embedder, 33)]
    public void Nothing_is_left_that_has_no_form_in_blocks(ModelRole role, int activations)
    {
        string[] operators = GraphRuns.Operators(Rewrite(role, 16));

        Assert.DoesNotContain(operators, type => type is "Sub" or "Mul" or "Pad" or "PRelu");
        Assert.Equal(activations, GraphRuns.Operators(Rewrite(role, 0)).Count(type => type == "Mul"));
    }

    [Theory]
    [InlineData(ModelRole.Detector)]
    [InlineData(ModelRole.Mesh)]
    [InlineData(ModelRole.Embedder)]
    public void Channels_are_put_in_order_for_the_outputs_alone(ModelRole role)
    {
        Assert.SkipUnless(GraphRewriter.NativeBlock > 0, "On this machine ONNX Runtime has no blocks.");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("iris-graph-");
        try
        {
            string file = Path.Combine(folder.FullName, "optimised.onnx");
            using (SessionOptions options = GraphRuns.Options())
            {
                options.OptimizedModelFilePath = file;
                new InferenceSession(Rewrite(role, GraphRewriter.NativeBlock), options).Dispose();
            }

            string[] operators = GraphRuns.Operators(File.ReadAllBytes(file));
            Assert.DoesNotContain("ReorderInput", operators);
            Assert.Equal(PackLayouts.OutputsOf(role).Length, operators.Count(type => type == "ReorderOutput"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void An_output_that_nobody_reads_is_not_computed()
    {
        NetworkGraph before = GraphRuns.Read(Engine.Pack.ReadVerified(ModelRole.Mesh)), after = GraphRuns.Read(Rewrite(ModelRole.Mesh, 0));

        Assert.Equal(["contours", "faceflag", "mesh"], before.Outputs.Select(output => output.Name));
        Assert.Equal(["faceflag", "mesh"], after.Outputs.Select(output => output.Name));
        Assert.True(after.Nodes.Count < before.Nodes.Count - 20);
    }

    private static byte[] Rewrite(ModelRole role, int block) => GraphRewriter.Rewrite(
        Engine.Pack.ReadVerified(role), PackLayouts.OutputsOf(role), block);

    // Loose crops, scaled to what the network takes.
    private static unsafe List<float[]> Faces(ModelRole role)
    {
        NetworkLayout layout = PackLayouts.Of(role);
        int side = layout.Input.Shape[1];
        Preprocessing preprocessing = role switch
        {
            ModelRole.Detector => new(2 / 255f, -1),
            ModelRole.Mesh => new(1 / 255f, 0),
            _ => Engine.Pack.Manifest.Embedder.Preprocessing,
        };
        var inputs = new List<float[]>();
        foreach (string name in Pictures.Johns.Where((_, i) => i % 11 == 0))
        {
            byte[] file = Pictures.Read(name);
            float[] input = new float[layout.Input.Length];
            fixed (byte* bytes = file)
            {
                EncodedPicture encoded = EncodedPicture.Open(bytes, file.Length, PictureLimits.Default, CancellationToken.None, out _)!;
                using Picture picture = encoded.Decode(reduction: 1)!;
                SimilarityTransform toSquare = SimilarityTransform.About(
                    new Vector2(picture.Width, picture.Height) / 2, new Vector2(side / 2f), (float)side / picture.Width, 0);
                SimilarityWarp.Cut(picture, toSquare, side, preprocessing, input);
            }

            inputs.Add(input);
        }

        return inputs;
    }
}
