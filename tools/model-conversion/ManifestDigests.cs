using System.Text.Json;

namespace Iris.ModelConversion;

/// <summary>The digests in <c>models/manifest.json</c>, as it was when this was built.</summary>
internal static class ManifestDigests
{
    private static readonly Dictionary<string, string> Digests = Read();

    /// <summary>A file's SHA-256 in lower-case hexadecimal; null for a file that the manifest does not list.</summary>
    public static string? Of(string file) => Digests.GetValueOrDefault(file);

    private static Dictionary<string, string> Read()
    {
        using Stream resource = typeof(ManifestDigests).Assembly.GetManifestResourceStream("manifest.json")!;
        using var manifest = JsonDocument.Parse(resource);
        return manifest.RootElement.GetProperty("models").EnumerateArray().ToDictionary(
            model => model.GetProperty("file").GetString()!,
            model => model.GetProperty("sha256").GetString()!);
    }
}
