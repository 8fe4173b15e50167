using System.Numerics.Tensors;
using Iris.Testing;

namespace Iris.Tests;

/// <summary>The embeddings of the 55 labelled crops, computed once for the tests that compare against them.</summary>
internal static class JohnsEmbeddings
{
    private static readonly Lazy<Dictionary<string, float[]>> Computed = new(() => Pictures.Johns.ToDictionary(name => name, Embed));

    /// <summary>The embedding of a picture's largest face.</summary>
    public static float[] Of(string name) => Computed.Value[name];

    /// <summary>How similar the largest face of a picture is to that of one of the crops; null when it has none.</summary>
    public static float? SimilarityTo(string name, PictureFaces faces) =>
        faces.Count == 0 ? null : TensorPrimitives.Dot(Of(name), faces.Embedding(0));

    private static float[] Embed(string name)
    {
        using PictureFaces faces = Engine.Find(name);
        return faces.Embedding(0).ToArray();
    }
}
