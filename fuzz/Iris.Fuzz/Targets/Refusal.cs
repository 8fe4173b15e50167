using Iris.Server.Problems;

namespace Iris.Fuzz.Targets;

/// <summary>Why a slow twin refuses a request.</summary>
/// <param name="Problem">What the problem's type ends with.</param>
/// <param name="Option">The option at fault.</param>
internal sealed record Refusal(string Problem, string? Option = null)
{
    public static readonly Refusal MalformedJson = new("malformed-json");
    public static readonly Refusal MalformedMultipart = new("malformed-multipart");
    public static readonly Refusal WrongShape = new("wrong-shape");
    public static readonly Refusal TooManyCandidates = new("too-many-candidates");
    public static readonly Refusal NameTooLong = new("name-too-long");
    public static readonly Refusal UnknownOption = new("unknown-option");

    /// <summary>The same of a problem that a reader tells.</summary>
    public static Refusal? From(Problem? problem) => problem is null ? null : new(problem.Name, problem.Option);
}
