using System.Text.Json.Serialization;

namespace Iris.Server.Problems;

/// <summary>A problem as RFC 9457 writes it.</summary>
/// <param name="Type">What identifies the problem to programs.</param>
/// <param name="Title">What is wrong, in a sentence.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Detail">What to do about it on this path.</param>
/// <param name="Option">Which option of the interface is at fault, where it is one.</param>
internal sealed record ProblemDocument(string Type, string Title, int Status, string? Detail, string? Option)
{
    public static ProblemDocument Of(Problem problem) => new(problem.Type, problem.Title, problem.Status, problem.Detail, problem.Option);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemDocument))]
internal sealed partial class ProblemJson : JsonSerializerContext;
