using Iris.Server.Problems;
using Iris.Server.Reading;

namespace Iris.Server.V1;

/// <summary>What the paths under <c>/v1</c> take.</summary>
internal static class RequestShapes
{
    private const Choice OfComparison = Choice.Threshold | Choice.TargetFalseMatchRate | Choice.Faces | Choice.MinFaceSize;

    public static readonly RequestShape Compare = new()
    {
        TargetProperty = "target_url",
        HasPeople = true,
        Files = new("target", "candidates"),
        Choices = OfComparison | Choice.Limit | Choice.IncludeBelowThreshold,
        WrongShape = WrongShape(
            "The body must be JSON, {target_url: string, people: [{name: string, image_url: string}], options}, or a form with one file target, files candidates and, if there is a field names, a JSON array with a string for each of them."),
    };

    public static readonly RequestShape Verify = new()
    {
        TargetProperty = "target_url",
        CandidateProperty = "candidate_url",
        Files = new("target", "candidate"),
        Choices = OfComparison,
        WrongShape = WrongShape(
            "The body must be JSON, {target_url: string, candidate_url: string, options}, or a form with one file target and one file candidate."),
    };

    public static readonly RequestShape Faces = new()
    {
        TargetProperty = "image_url",
        Files = new("image", Candidates: null),
        Choices = Choice.Thorough | Choice.MinFaceSize,
        WrongShape = WrongShape("The body must be JSON, {image_url: string, options}, or a form with one file image."),
    };

    // Without quotes, which JSON would escape: it is read by people.
    private static Problem WrongShape(string detail) => Problem.WrongShape with { Detail = detail };
}
