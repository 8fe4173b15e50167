using Iris.Inference.Graphs;
using Iris.Models;
using Iris.Testing;
using Iris.Testing.Networks;

namespace Iris.Tests.Graphs;

/// <summary>Files that were cut or changed: never an exception, and ONNX Runtime says of them what it says without rewriting.</summary>
public sealed class DamagedGraphTests
{
    private const int Side = 4;

    // It is not run: with a changed number for a border or a stride ONNX Runtime can be busy for a long time, with or without rewriting.
    [Fact]
    public void A_small_network_with_changed_bytes_loads_or_not_as_it_would_without_rewriting()
    {
        byte[] file = Small();
        var random = new Random(20);
        int loaded = 0;
        for (int i = 0; i < 3_000; i++)
        {
            byte[] damaged = Damage(file, random, changes: random.Next(1, 4));
            byte[] rewritten = GraphRewriter.Rewrite(damaged, ["z"], 16);
            if (!ReferenceEquals(damaged, rewritten))
            {
                bool loads = GraphRuns.Loads(damaged);
                Assert.Equal(loads, GraphRuns.Loads(rewritten));
                loaded += loads ? 1 : 0;
            }
        }

        // Otherwise nothing was tried.
        Assert.InRange(loaded, 300, 3_000);
    }

    [Fact]
    public void A_small_network_that_is_cut_anywhere_is_left_to_ONNX_Runtime()
    {
        byte[] file = Small();
        for (int length = 0; length < file.Length; length++)
        {
            byte[] cut = file[..length];
            Assert.Same(cut, GraphRewriter.Rewrite(cut, ["z"], 16));
        }
    }

    [Theory]
    [InlineData(ModelRole.Detector)]
    [InlineData(ModelRole.Mesh)]
    [InlineData(ModelRole.Embedder)]
    public void A_network_of_the_pack_that_is_damaged_never_throws(ModelRole role)
    {
        byte[] file = Engine.Pack.ReadVerified(role);
        string[] outputs = PackLayouts.OutputsOf(role);
        var random = new Random(20);
        for (int i = 0; i < 30; i++)
        {
            byte[] damaged = Damage(file, random, changes: 1 << random.Next(10));
            byte[] cut = file[..random.Next(file.Length)];

            _ = GraphRewriter.Rewrite(damaged, outputs, 16);
            Assert.Same(cut, GraphRewriter.Rewrite(cut, outputs, 16));
        }
    }

    [Fact]
    public void Random_bytes_are_left_to_ONNX_Runtime()
    {
        var random = new Random(20);
        for (int i = 0; i < 1_000; i++)
        {
            byte[] bytes = new byte[random.Next(100)];
            random.NextBytes(bytes);
            Assert.Same(bytes, GraphRewriter.Rewrite(bytes, ["z"], 16));
        }
    }

    // Every rewrite has something to do in it, and it is small, so that most changes are of what it is and not of a weight.
    private static byte[] Small() => new HandmadeGraph().Input("x", 3, Side, Side).Output("z", 2, Side, Side)
        .Conv("x", "a", 3, 17).Floats("s", [17, 1, 1]).SplitPRelu("a", "b", "s")
        .Integers("p", 0, 0, 0, 0, 0, 1, 0, 0).Node("Pad", ["b", "p"], "c")
        .Conv("c", "d", 18, 8).Conv("d", "e", 8, 2).Node("Relu", ["e"], "z").ToArray();

    private static byte[] Damage(byte[] file, Random random, int changes)
    {
        byte[] damaged = [.. file];
        for (int i = 0; i < changes; i++)
        {
            // As often one bit as a whole byte.
            int at = random.Next(damaged.Length);
            damaged[at] = random.Next(2) == 0 ? (byte)(damaged[at] ^ (1 << random.Next(8))) : (byte)random.Next(256);
        }

        return damaged;
    }
}
