using System.Text.Json.Serialization;

namespace Iris.Client;

/// <summary>The answer of <see cref="IrisClient.FindFacesAsync"/>.</summary>
public sealed record FacesAnswer
{
    /// <summary>The models that were used.</summary>
    public required ModelPack Model { get; init; }

    /// <summary><see cref="Outcome.Found"/>, or why there are no faces.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>The picture's width when upright, in pixels; null when it was not read.</summary>
    public int? Width { get; init; }

    /// <summary>The picture's height when upright, in pixels; null when it was not read.</summary>
    public int? Height { get; init; }

    /// <summary>How many faces were found, those that were passed over included; null when it was not read.</summary>
    public int? FacesSeen { get; init; }

    /// <summary>
    /// Whether the picture's file was cut short: a part of the picture is missing, and a face there is not found or is compared by what is left of it.
    /// False when it was not read.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Incomplete { get; init; }

    /// <summary>The faces, the largest first.</summary>
    public IReadOnlyList<Face> Faces { get => field ?? []; init; }
}
