using System.Globalization;
using Iris.Models;
using Iris.Server.Health;

namespace Iris.Cli.Packs;

/// <summary>Tries out a model pack, from its manifest to an embedding, as a server does before it calls itself ready.</summary>
internal static class PackCheck
{
    /// <summary>Opens a pack, loads its networks, warms them up and shows them the face that is drawn for servers.</summary>
    /// <param name="folder">The pack's folder.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was found, step by step.</returns>
    /// <exception cref="ModelPackException">The pack cannot be used.</exception>
    /// <exception cref="CliException">Its networks were loaded, but do not work.</exception>
    public static IReadOnlyList<PackFinding> Run(string folder, CancellationToken cancellationToken)
    {
        ModelPack pack = ModelPack.Open(folder);
        ModelManifest manifest = pack.Manifest;
        List<PackFinding> findings =
        [
            new("Folder", Path.GetFullPath(folder)),
            new("Manifest", PackDescription.NameOf(manifest)),
        ];
        foreach (ModelDescription model in manifest.Models)
        {
            int length = pack.ReadVerified(model.Role).Length;
            findings.Add(new(
                model.Role.ToString(),
                string.Create(CultureInfo.InvariantCulture, $"{model.File}, {length:#,0} bytes, sha256 {PackDescription.Short(model.Sha256)} as stated")));
        }

        using FaceComparer comparer = FaceComparer.Load(pack);
        findings.Add(new("Networks", $"loaded: {PackDescription.DetectorOf(manifest)}; {PackDescription.EmbedderOf(manifest)}"));
        WarmUp(comparer, pack);
        findings.Add(new("Drawn face", Try(comparer, pack, cancellationToken)));
        findings.Add(new("Accuracy", $"{(pack.FalseMatches.IsMeasured ? "" : Warning)}{PackDescription.AccuracyOf(pack)}"));
        return findings;
    }

    private const string Warning = "warning: ";
    private const string NeverReady = "a server would never be ready with it";

    // What a server asks itself before it calls itself ready, and twice: the answers must be the same.
    private static string Try(FaceComparer comparer, ModelPack pack, CancellationToken cancellationToken)
    {
        using PictureFaces faces = Find(comparer, pack, cancellationToken);
        Judge(faces, first: []);
        using PictureFaces again = Find(comparer, pack, cancellationToken);
        Judge(again, faces.Embedding(0));
        return string.Create(CultureInfo.InvariantCulture, $"found with a score of {faces[0].DetectionScore:0.00}, and embedded");

        void Judge(PictureFaces faces, ReadOnlySpan<float> first)
        {
            switch (DrawnFace.Judge(faces, first))
            {
                case EngineState.Works:
                    break;
                case EngineState.FindsNoFace:
                    throw new ModelPackException(
                        pack.PathOf(ModelRole.Detector), $"it does not find the one face of a drawing, or not where it is: {NeverReady}");
                default:
                    throw new ModelPackException(pack.PathOf(ModelRole.Embedder), $"it answers a drawn face each time with other numbers: {NeverReady}");
            }
        }
    }

    private static void WarmUp(FaceComparer comparer, ModelPack pack)
    {
        try
        {
            comparer.WarmUp();
        }
        catch (InvalidOperationException exception)
        {
            throw NotRunning(pack, exception);
        }
    }

    private static PictureFaces Find(FaceComparer comparer, ModelPack pack, CancellationToken cancellationToken)
    {
        try
        {
            return comparer.FindFaces(DrawnFace.Read(), cancellationToken: cancellationToken);
        }
        catch (InvalidOperationException exception)
        {
            throw NotRunning(pack, exception);
        }
    }

    private static CliException NotRunning(ModelPack pack, InvalidOperationException exception) =>
        new($"Model pack: {pack.Manifest.Name}: its networks can be loaded, but do not run: {exception.Message}", exception);
}

/// <summary>What a step of a check found.</summary>
/// <param name="Step">What was looked at.</param>
/// <param name="Finding">What was found.</param>
internal readonly record struct PackFinding(string Step, string Finding);
