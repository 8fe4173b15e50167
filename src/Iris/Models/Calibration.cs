using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Iris.Models;

/// <summary>
/// Operating points that an operator has measured on pictures of their own, to be used in place of a model pack's:
/// <c>iris evaluate --save-calibration</c> writes them. They hold for the detector and the embedder that they were measured with, used alike, and for no
/// others.
/// </summary>
/// <param name="Pack">The name of the model pack.</param>
/// <param name="PackVersion">Its version.</param>
/// <param name="RecognitionSha256">The digest of all of it that decides similarities: <see cref="ModelPack.RecognitionSha256"/>.</param>
/// <param name="Points">The operating points, by falling false match rate.</param>
/// <param name="People">How many people were measured.</param>
/// <param name="SamePairs">How many pairs of pictures of the same person.</param>
/// <param name="DifferentPairs">How many pairs of pictures of different people.</param>
/// <param name="Note">What the measurement does not say.</param>
public sealed record Calibration(
    string Pack,
    string PackVersion,
    string RecognitionSha256,
    [property: JsonPropertyName("calibration")] IReadOnlyList<OperatingPoint> Points,
    int People,
    long SamePairs,
    long DifferentPairs,
    string Note)
{
    // Some hundred bytes a point, and six points.
    private const int MaxBytes = 1024 * 1024;

    /// <summary>Reads a file and checks that it was measured with a model pack.</summary>
    /// <param name="pack">The model pack that is going to be used.</param>
    /// <param name="file">The file.</param>
    /// <returns>How often different people are similar, by the file.</returns>
    /// <exception cref="CalibrationException">The file is missing, unreadable, for another model pack, or makes no curve.</exception>
    public static FalseMatchCurve ReadFor(ModelPack pack, string file)
    {
        ArgumentNullException.ThrowIfNull(pack);
        Calibration calibration = Read(file);
        ModelManifest manifest = pack.Manifest;
        if ((calibration.Pack, calibration.PackVersion) != (manifest.Name, manifest.Version))
        {
            throw new CalibrationException(
                file,
                $"it was measured with the model pack {calibration.Pack} {calibration.PackVersion}, and {manifest.Name} {manifest.Version} is in use: "
                + "make it anew with iris evaluate --save-calibration");
        }

        return calibration.RecognitionSha256 == pack.RecognitionSha256
            ? new FalseMatchCurve(calibration.Points, fault => new CalibrationException(file, fault))
            : throw new CalibrationException(
                file, "the model pack has another detector, embedder or use of them now than when it was measured: make it anew with iris evaluate --save-calibration");
    }

    /// <summary>The calibration as the text of a file.</summary>
    public string ToJson()
    {
        // A note is read by people, and the file never becomes part of a page.
        var options = new JsonSerializerOptions(CalibrationJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        return JsonSerializer.Serialize(this, new CalibrationJson(options).Calibration) + "\n";
    }

    private static Calibration Read(string file)
    {
        var reader = new CheckedFile(file, "a calibration", (fault, exception) => new CalibrationException(file, fault, exception));
        return reader.Parse(reader.Read(MaxBytes), CalibrationJson.Default.Calibration);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true)]
[JsonSerializable(typeof(Calibration))]
internal sealed partial class CalibrationJson : JsonSerializerContext;
