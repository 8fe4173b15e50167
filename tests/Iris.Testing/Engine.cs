using Iris.Models;

namespace Iris.Testing;

/// <summary>The engine under test, with the default model pack: loaded once, as a program would, and shared by all tests.</summary>
public static class Engine
{
    /// <summary>The pack that is shipped.</summary>
    public static ModelPack Pack { get; } = ModelPack.Open(ModelPack.DefaultFolder);

    private static readonly Lazy<FaceComparer> Loaded = new(() => FaceComparer.Load(Pack));

    /// <summary>The engine.</summary>
    public static FaceComparer Shared => Loaded.Value;

    /// <summary>The similarity above which two faces are taken for the same person's at a false match rate of 1e-3.</summary>
    public static float Threshold { get; } =
        Pack.FalseMatches.ThresholdFor(1e-3) ?? throw new InvalidOperationException("The default pack has no threshold for 1e-3.");

    /// <summary>Finds faces with the shared engine. The caller releases the result.</summary>
    /// <param name="picture">An encoded picture.</param>
    /// <param name="embed">Which faces get an embedding.</param>
    public static PictureFaces Find(ReadOnlySpan<byte> picture, FaceSelection embed = FaceSelection.Largest) =>
        Find(picture, new FaceSearch { Embed = embed });

    /// <summary>Finds faces with the shared engine. The caller releases the result.</summary>
    /// <param name="picture">An encoded picture.</param>
    /// <param name="search">How it is searched.</param>
    public static PictureFaces Find(ReadOnlySpan<byte> picture, FaceSearch search) =>
        Shared.FindFaces(picture, search);

    /// <summary>Finds the faces of one of the <see cref="Pictures"/>. The caller releases the result.</summary>
    /// <param name="name">The picture's name.</param>
    /// <param name="embed">Which faces get an embedding.</param>
    public static PictureFaces Find(string name, FaceSelection embed = FaceSelection.Largest) => Find(Pictures.Read(name), embed);

    /// <summary>What becomes of a picture.</summary>
    /// <param name="picture">An encoded picture.</param>
    public static PictureOutcome OutcomeOf(ReadOnlySpan<byte> picture)
    {
        using PictureFaces faces = Find(picture);
        return faces.Outcome;
    }
}
