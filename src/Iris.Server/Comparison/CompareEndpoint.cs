using System.IO.Pipelines;
using System.Text;
using Iris.Memory;
using Iris.Server.Admission;
using Iris.Server.Diagnostics;
using Iris.Server.Privacy;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Iris.Server.Comparison;

/// <summary>
/// <c>POST /compare</c>. The body lives in one native buffer from its first byte until the answer has been written; names go from it
/// to the response as UTF-8.
/// </summary>
internal sealed class CompareEndpoint(
    PersonMatcher matcher,
    RequestStatistics statistics,
    IdleScrub scrub,
    IOptions<ComparisonOptions> options,
    IOptions<RequestOptions> requests,
    TimeProvider time)
{
    /// <summary>A request whose pictures are empty, to rehearse with.</summary>
    public const string RehearsalBody =
        """{"target_url": "data:;base64,", "people": [{"name": "\u0041", "image_url": "data:;base64,"}]}""";

    private readonly int _maxRequestBytes = options.Value.MaxRequestBytes;
    private readonly int _maxCandidates = options.Value.MaxCandidates;
    private readonly int _maxNameBytes = options.Value.MaxNameBytes;
    private readonly TimeSpan _bodyTimeout = requests.Value.BodyTimeout;

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
        switch (announced > _maxRequestBytes ? BodyEnd.TooLarge : await ReadAsync(context, body))
        {
            case BodyEnd.TooLarge:
                await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, "The body is too large.");
                return;
            case BodyEnd.Improper:
                CloseConnection(context);
                await RefuseAsync(context, StatusCodes.Status400BadRequest, "The body is not proper HTTP.");
                return;
            case BodyEnd.TooSlow:
                CloseConnection(context);
                await RefuseAsync(context, StatusCodes.Status408RequestTimeout, "The body came too slowly.");
                return;
        }

        switch (CompareRequestReader.Read(body, _maxCandidates, _maxNameBytes, out CompareRequest? request))
        {
            case CompareRequestError.Malformed:
                await RefuseAsync(context, StatusCodes.Status400BadRequest, "The body is not JSON in UTF-8.");
                return;
            case CompareRequestError.TooManyCandidates:
                await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, "The request has too many people.");
                return;
            case CompareRequestError.NameTooLong:
                await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, "The request has a name that is too long.");
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
        CompareRequestReader.Read(body, _maxCandidates, _maxNameBytes, out CompareRequest? request);
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

    private async Task<BodyEnd> ReadAsync(HttpContext context, GrowingBuffer body)
    {
        PipeReader reader = context.Request.BodyReader;

        // Kestrel ends the read when the client is gone; cancelling it as well makes Kestrel log an error.
        using var limit = new CancellationTokenSource(_bodyTimeout, time);
        using CancellationTokenRegistration onLimit = limit.Token.Register(static read => ((PipeReader)read!).CancelPendingRead(), reader);
        try
        {
            while (true)
            {
                ReadResult result = await reader.ReadAsync();
                bool fits = body.TryAppend(result.Buffer);
                reader.AdvanceTo(result.Buffer.End);
                if (!fits || result.IsCompleted)
                {
                    return fits ? BodyEnd.Complete : BodyEnd.TooLarge;
                }

                if (limit.IsCancellationRequested)
                {
                    return BodyEnd.TooSlow;
                }
            }
        }
        catch (IOException exception)
            when (exception is not (BadHttpRequestException or ConnectionResetException) && !context.RequestAborted.IsCancellationRequested)
        {
            // A chunk whose length is no number that there is: the one thing of this kind that Kestrel does not call a bad request.
            return BodyEnd.Improper;
        }
    }

    // Over HTTP/2 the rest of the body is refused on its stream, and the connection stays.
    private static void CloseConnection(HttpContext context)
    {
        if (HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(reason, context.RequestAborted);
    }

    private enum BodyEnd
    {
        Complete,
        TooLarge,
        TooSlow,
        Improper,
    }
}
