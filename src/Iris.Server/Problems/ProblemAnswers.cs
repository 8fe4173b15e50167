namespace Iris.Server.Problems;

/// <summary>Tells a client why its request is refused: as a problem document under <c>/v1</c>, as a line of text on the older paths.</summary>
internal static class ProblemAnswers
{
    private const string DocumentType = "application/problem+json";
    private const string TextType = "text/plain; charset=utf-8";

    // Whoever is refused for want of room may well find some when the pictures under way are done.
    private const string RetryAfterSeconds = "1";

    /// <summary>
    /// Whether anything of an answer has been written. It need not have been sent: to clear the answer takes back its status and its headers, but not
    /// what waits to be sent.
    /// </summary>
    public static bool HasBegun(this HttpResponse response) => response.HasStarted || response.BodyWriter.UnflushedBytes > 0;

    /// <summary>Refuses a request, whose answer must not have begun.</summary>
    /// <param name="context">The request.</param>
    /// <param name="problem">Why.</param>
    public static Task RefuseAsync(this HttpContext context, Problem problem)
    {
        HttpResponse response = context.Response;
        context.Features.Set(problem);
        response.StatusCode = problem.Status;
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = RetryAfterSeconds;
        }

        if (HasDocuments(context))
        {
            return response.WriteAsJsonAsync(
                ProblemDocument.Of(problem), ProblemJson.Default.ProblemDocument, DocumentType, context.RequestAborted);
        }

        response.ContentType = TextType;
        return response.WriteAsync(problem.Detail ?? problem.Title, context.RequestAborted);
    }

    /// <summary>Gives the empty refusals of the framework under <c>/v1</c> a document.</summary>
    public static void UseProblemDocuments(this WebApplication app) => app.Use(async (context, next) =>
    {
        await next(context);
        HttpResponse response = context.Response;
        if (!response.HasStarted
            && response is { ContentType: null, ContentLength: null or 0 }
            && HasDocuments(context)
            && Problem.ForStatus(response.StatusCode) is { } problem)
        {
            await context.RefuseAsync(problem);
        }
    });

    private static bool HasDocuments(HttpContext context) => context.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase);
}
