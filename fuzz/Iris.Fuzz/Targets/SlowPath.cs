using Iris.Server.Comparison;
using Iris.Server.Reading;
using Iris.Server.V1;

namespace Iris.Fuzz.Targets;

/// <summary>What a path takes, by the letter of docs/api.md.</summary>
/// <param name="Shape">What the readers are told of it.</param>
/// <param name="TargetProperty">The target in JSON.</param>
/// <param name="CandidateProperty">The only candidate in JSON; null where there is none, or a list.</param>
/// <param name="TargetFile">The target in a form; null where it takes none.</param>
/// <param name="CandidateFile">The candidates in a form; null where there are none.</param>
/// <param name="HasPeople">Whether there may be many candidates, with names.</param>
/// <param name="Options">The options; null where what is not known is passed over.</param>
internal sealed record SlowPath(
    RequestShape Shape, string TargetProperty, string? CandidateProperty, string? TargetFile, string? CandidateFile, bool HasPeople, string[]? Options)
{
    /// <summary>Few, so that requests with more candidates are made up often; short names for the same reason.</summary>
    public static readonly RequestBounds Bounds = new(MaxCandidates: 4, MaxNameBytes: 16);

    /// <summary><c>/compare</c>.</summary>
    public static readonly SlowPath Match = new(MatchEndpoint.Shape, "target_url", null, null, null, HasPeople: true, null);

    /// <summary><c>/v1/compare</c>.</summary>
    public static readonly SlowPath Compare = new(
        RequestShapes.Compare, "target_url", null, "target", "candidates", HasPeople: true,
        ["threshold", "target_false_match_rate", "faces", "min_face_size", "include_below_threshold", "limit"]);

    /// <summary><c>/v1/verify</c>.</summary>
    public static readonly SlowPath Verify = new(
        RequestShapes.Verify, "target_url", "candidate_url", "target", "candidate", HasPeople: false,
        ["threshold", "target_false_match_rate", "faces", "min_face_size"]);

    /// <summary><c>/v1/faces</c>.</summary>
    public static readonly SlowPath Faces = new(
        RequestShapes.Faces, "image_url", null, "image", null, HasPeople: false, ["min_face_size", "thorough"]);

    /// <summary>The paths under <c>/v1</c>.</summary>
    public static IReadOnlyList<SlowPath> V1 { get; } = [Compare, Verify, Faces];

    /// <summary>What takes the options; null where the path knows none.</summary>
    public ChoiceReader? NewChoices() => Shape.Choices is { } known ? new ChoiceReader(known) : null;
}
