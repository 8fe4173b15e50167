using Iris.Models;

namespace Iris.Cli.Packs;

/// <summary>How a model pack is made of files that somebody else publishes. Immutable.</summary>
/// <param name="Name">What a user types.</param>
/// <param name="Description">What it is made of, in a few words.</param>
/// <param name="Manifest">The pack's manifest. Its digests are the published ones, and its origins say where the files are to be had.</param>
/// <param name="Folders">Where in a copy of the publisher's collection each file is, by its name, with slashes.</param>
internal sealed record PackRecipe(string Name, string Description, ModelManifest Manifest, IReadOnlyDictionary<string, string> Folders)
{
    /// <summary>All that are known.</summary>
    public static IReadOnlyList<PackRecipe> All { get; } = [OpenCvZoo.Recipe];
}
