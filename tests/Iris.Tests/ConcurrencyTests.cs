using Iris.Testing;

namespace Iris.Tests;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task Pictures_that_are_read_side_by_side_give_the_same_embeddings_as_one_after_another()
    {
        string[] pictures = [.. Pictures.Johns.Where((_, i) => i % 7 == 0)];
        float[][] alone = [.. pictures.Select(Embed)];

        float[][][] together = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => pictures.Select(Embed).ToArray())));

        // To the bit: each run uses one thread, and nothing is shared that could change the order of additions.
        Assert.All(together, embeddings => Assert.Equal(alone, embeddings));
    }

    private static float[] Embed(string picture)
    {
        using PictureFaces faces = Engine.Find(picture);
        return faces.Embedding(0).ToArray();
    }
}
