namespace Iris.Client;

/// <summary>
/// Iris refused a request, or broke off its answer. Its words are the server's own: they hold nothing of the request. When the server
/// cannot be reached, or answers as Iris does not, <see cref="HttpRequestException"/> is thrown instead.
/// </summary>
public sealed class IrisException : Exception
{
    internal IrisException(Problem problem, TimeSpan? retryAfter = null)
        : base(Describe(problem))
    {
        Problem = problem;
        RetryAfter = retryAfter;
    }

    /// <summary>Why.</summary>
    public Problem Problem { get; }

    /// <summary>How long the server asks to wait before the request is sent again; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; }

    private static string Describe(Problem problem)
    {
        string option = problem.Option is null ? "" : $" Option: {problem.Option}.";
        string detail = problem.Detail is null ? "" : $" {problem.Detail}";
        return FormattableString.Invariant($"{problem.Title}{detail}{option} ({problem.Status}, {problem.Type})");
    }
}
