using System.Globalization;
using System.Text.Json;
using Iris.Cli.Output;
using Iris.Models;

namespace Iris.Cli.Packs;

/// <summary>What a model pack is, in words for people.</summary>
internal static class PackDescription
{
    /// <summary>Its name and version.</summary>
    public static string NameOf(ModelManifest manifest) => $"{manifest.Name} {manifest.Version}";

    /// <summary>How faces are found, as the manifest has it.</summary>
    public static string DetectorOf(ModelManifest manifest) =>
        JsonSerializer.SerializeToElement(manifest.Detector, ModelManifestJson.Default.DetectorKind).GetString()!;

    /// <summary>What the embedder takes and answers with.</summary>
    public static string EmbedderOf(ModelManifest manifest) => string.Create(
        CultureInfo.InvariantCulture,
        $"{manifest.Embedder.Size} × {manifest.Embedder.Size} pixels in, {manifest.Embedder.Dimension} numbers out");

    /// <summary>What is known of how often it is wrong.</summary>
    public static string AccuracyOf(ModelPack pack)
    {
        FalseMatchCurve curve = pack.FalseMatches;
        return curve.IsMeasured
            ? $"measured at false match rates of {Words.Rate(curve.HighestRate, bound: null)} to {Words.Rate(curve.LowestRate, bound: null)}"
            : string.Create(CultureInfo.InvariantCulture, $"not measured: a match is a similarity above {curve.ThresholdFor(rate: null)}");
    }

    /// <summary>A digest, short enough to be compared by eye.</summary>
    public static string Short(string sha256) => $"{sha256[..12]}…";
}
