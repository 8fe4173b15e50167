using System.IO.Pipelines;
using System.Text;
using Iris.Memory;
using Iris.Server.Diagnostics;
using Iris.Server.Privacy;
using Microsoft.Extensions.Options;

namespace Iris.Server.Comparison;

/// <summary>
/// <c>POST /compare</c>. The body lives in one native buffer from its first byte until the answer has been written; names go from it
/// to the response as UTF-8.
/// </summary>
internal sealed class CompareEndpoint(
    PersonMatcher matcher, RequestStatistics statistics, IdleScrub scrub, IOptions<ComparisonOptions> options)
{
    /// <summary>A request whose pictures are empty, to rehearse with.</summary>
    public const string RehearsalBody =
        """{"target_url": "data:;base64,", "people": [{"name": "\u0041", "image_url": "data:;base64,"}]}""";

    private readonly int _maxRequestBytes = options.Value.MaxRequestBytes;
    private readonly int _maxCandidates = options.Value.MaxCandidates;

    public async Task HandleAsync(HttpContext context)
    {
        statistics.Count();
        if (!context.Request.HasJsonContentType())
        {
            await RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, "The content type must be application/json.");
            return;
        }

        long announced = context.Request.ContentLength ?? 0;
        using var body = new GrowingBuffer(announced > _maxRequestBytes ? 0 : announced, _maxRequestBytes);
        if (announced > _maxRequestBytes || !await TryReadAsync(context.Request.BodyReader, body))
        {
            await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, "The body is too large.");
            return;
        }

        switch (CompareRequestReader.Read(body, _maxCandidates, out CompareRequest? request))
        {
            case CompareRequestError.Malformed:
                await RefuseAsync(context, StatusCodes.Status400BadRequest, "The body is not JSON in UTF-8.");
                return;
            case CompareRequestError.TooManyCandidates:
                await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, "The request has too many people.");
                return;
            case CompareRequestError.WrongShape:
                await RefuseAsync(
                    context,
                    StatusCodes.Status422UnprocessableEntity,
                    """The body must be {"target_url": string, "people": [{"name": string, "image_url": string}]}.""");
                return;
        }

        context.Response.ContentType = "application/json";
        await AnswerAsync(request!, context.Response.BodyWriter, context.RequestAborted);
    }

    /// <summary>Writes an answer with a match, which a rehearsal without a face does not come to.</summary>
    public async Task WarmUpAsync()
    {
        using var body = new GrowingBuffer(0, _maxRequestBytes);
        body.TryAppend(new(Encoding.UTF8.GetBytes(RehearsalBody)));
        CompareRequestReader.Read(body, _maxCandidates, out CompareRequest? request);
        using MatchList matches = matcher.Rank([1]);
        PipeWriter nowhere = PipeWriter.Create(Stream.Null);
        AnswerWriter.Write(nowhere, request!, matches);
        await nowhere.CompleteAsync();
    }

    private async Task AnswerAsync(CompareRequest request, PipeWriter output, CancellationToken cancellationToken)
    {
        scrub.Enter();
        try
        {
            using MatchList matches = await matcher.FindMatchesAsync(request, cancellationToken);
            AnswerWriter.Write(output, request, matches);
            await output.FlushAsync(cancellationToken);
        }
        finally
        {
            scrub.Leave();
        }
    }

    private static async Task<bool> TryReadAsync(PipeReader reader, GrowingBuffer body)
    {
        // Kestrel ends the read when the client is gone; cancelling it as well makes Kestrel log an error.
        while (true)
        {
            ReadResult result = await reader.ReadAsync();
            bool fits = body.TryAppend(result.Buffer);
            reader.AdvanceTo(result.Buffer.End);
            if (!fits || result.IsCompleted)
            {
                return fits;
            }
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(reason, context.RequestAborted);
    }
}
