using Iris.Detection;
using Iris.Embedding;
using Iris.Inference;
using Iris.Models;
using Iris.Testing;

namespace Iris.Tests;

/// <summary>What the networks of the default pack are given and answer with.</summary>
internal static class PackLayouts
{
    /// <summary>The tensors of the network for a role.</summary>
    public static NetworkLayout Of(ModelRole role) => role switch
    {
        ModelRole.Detector => BlazeFace.Layout,
        ModelRole.Mesh => FaceMesh.Layout,
        _ => FaceEmbedder.LayoutOf(Engine.Pack.Manifest.Embedder),
    };

    /// <summary>The names of the outputs that are read.</summary>
    public static string[] OutputsOf(ModelRole role) => [.. Of(role).OutputNames ?? ["embedding"]];
}
