using System.Text.Json.Serialization;

namespace Iris.Client;

/// <summary>What became of the picture that the target was compared with.</summary>
public sealed record CandidatePicture
{
    /// <summary>What became of it.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Its width when upright, in pixels; null when it was not read.</summary>
    public int? Width { get; init; }

    /// <summary>Its height when upright, in pixels; null when it was not read.</summary>
    public int? Height { get; init; }

    /// <summary>How many faces were found in it, those that were not compared included.</summary>
    public int? FacesSeen { get; init; }

    /// <summary>
    /// Whether its file was cut short: a part of the picture is missing, and a face there is not found or is compared by what is left of it.
    /// False when it was not read.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Incomplete { get; init; }

    /// <summary>The face that was compared.</summary>
    public Face? Face { get; init; }

    /// <summary>Which of <see cref="TargetPicture.Faces"/> it was compared with.</summary>
    public int? TargetFace { get; init; }
}
