using System.Numerics;

namespace Iris.Models;

/// <summary>Reads a manifest and says in one line what is wrong with it: which member, and why.</summary>
internal static class ManifestReader
{
    // Some thousand bytes as a rule.
    private const int MaxBytes = 1024 * 1024;

    // Answers show them, and iris verify expects no more there than a word.
    private const int MaxNameLength = 24;

    // No file system takes more. Messages name the file.
    private const int MaxFileLength = 255;

    private const int MinSize = 32;
    private const int MaxSize = 512;
    private const int MaxDimension = 4096;
    private const int TemplatePoints = 5;
    private const int Sha256Digits = 64;

    // Black and white would be 0.03 apart, and no network takes that. Far smaller ones are 0 in single precision: every face gives the same crop.
    private const double MinScale = 1e-4;

    // Of the crop's side. Closer eyes leave a face too small to compare.
    private const float MinEyeShare = 1 / 8f;

    /// <summary>Reads a manifest.</summary>
    /// <param name="file">Its file.</param>
    /// <exception cref="ModelPackException">It is missing, is none, or describes nothing that can be used.</exception>
    public static ModelManifest Read(string file)
    {
        var reader = new CheckedFile(file, "a manifest", (fault, exception) => new ModelPackException(file, fault, exception));
        ModelManifest manifest = reader.Parse(reader.Read(MaxBytes), ModelManifestJson.Default.ModelManifest);
        try
        {
            Check(manifest);
            return manifest;
        }
        catch (FaultException fault)
        {
            throw new ModelPackException(file, fault.Message);
        }
    }

    private static void Check(ModelManifest manifest)
    {
        Require(IsWord(manifest.Name), $"its 'name' must be 1 to {MaxNameLength} small letters, digits, points, hyphens and underscores");
        Require(IsWord(manifest.Version), $"its 'version' must be 1 to {MaxNameLength} small letters, digits, points, hyphens and underscores");
        CheckModels(manifest);
        CheckEmbedder(manifest.Embedder);
        Require(
            manifest.Threshold is null != (manifest.Calibration.Count == 0),
            "it must have either a 'calibration' or, where nobody has measured one, a 'threshold'");
        Require(manifest.Threshold is null or (>= -1 and <= 1), "its 'threshold' must be a cosine from -1 to 1");
    }

    private static void CheckModels(ModelManifest manifest)
    {
        var roles = new HashSet<ModelRole>();
        foreach ((int i, ModelDescription model) in manifest.Models.Index())
        {
            Require(roles.Add(model.Role), $"it has two models for the role {ModelPack.Quote(model.Role)}");
            Require(
                IsFileName(model.File),
                $"its 'models[{i}].file' must be the name of a file beside it, without a folder, of at most {MaxFileLength} characters that can be shown");
            Require(
                model.Sha256.Length == Sha256Digits && model.Sha256.All(char.IsAsciiHexDigitLower),
                $"its 'models[{i}].sha256' must be {Sha256Digits} hexadecimal digits in lower case");
        }

        bool needsMesh = manifest.Detector == DetectorKind.BlazeFaceAndMesh;
        foreach (ModelRole role in Enum.GetValues<ModelRole>())
        {
            bool isNeeded = role != ModelRole.Mesh || needsMesh;
            Require(!isNeeded || roles.Contains(role), $"it has no model for the role {ModelPack.Quote(role)}");
            Require(isNeeded || !roles.Contains(role), $"it has a model for the role {ModelPack.Quote(role)}, which its detector does not need");
        }
    }

    private static void CheckEmbedder(EmbedderDescription embedder)
    {
        Require(embedder.Size is >= MinSize and <= MaxSize, $"its 'embedder.size' must be from {MinSize} to {MaxSize}");
        Require(embedder.Dimension is >= 2 and <= MaxDimension, $"its 'embedder.dimension' must be from 2 to {MaxDimension}");
        Require(embedder.Mean is >= 0 and <= byte.MaxValue, $"its 'embedder.mean' must be from 0 to {byte.MaxValue}");
        Require(embedder.Scale is >= MinScale and <= 1, "its 'embedder.scale' must be from 0.0001 to 1");
        Require(
            embedder.Template.Count == TemplatePoints && embedder.Template.All(point => point is [var x, var y] && IsIn(x) && IsIn(y)),
            $"its 'embedder.template' must be {TemplatePoints} points [x, y] within the size");
        Vector2[] points = embedder.TemplatePoints();
        Require(
            points[1].X - points[0].X >= embedder.Size * MinEyeShare && points[4].X > points[3].X
                && Math.Min(points[3].Y, points[4].Y) > Math.Max(points[0].Y, points[1].Y),
            "its 'embedder.template' must be of an upright face: left eye, right eye, nose, left and right corner of the mouth, left being the viewer's");

        bool IsIn(float coordinate) => coordinate >= 0 && coordinate <= embedder.Size;
    }

    private static bool IsWord(string text) =>
        text.Length is > 0 and <= MaxNameLength
        && text.All(static character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '_' or '.' or '-');

    private static bool IsFileName(string text) =>
        text.Length is > 0 and <= MaxFileLength
        && text.EnumerateRunes().All(OneLine.IsShown) && Path.GetFileName(text) == text && text is not ("." or "..");

    private static void Require(bool holds, string fault)
    {
        if (!holds)
        {
            throw new FaultException(fault);
        }
    }

    private sealed class FaultException(string fault) : Exception(fault);
}
