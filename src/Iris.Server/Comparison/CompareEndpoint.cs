using System.IO.Pipelines;
using System.Text;
using Iris.Memory;
using Iris.Server.Admission;
using Iris.Server.Diagnostics;
using Iris.Server.Privacy;
using Iris.Server.Problems;
using Microsoft.Extensions.Options;

namespace Iris.Server.Comparison;

/// <summary>
/// <c>POST /compare</c>. The body lives in one native buffer from its first byte until the answer has been written; names go from it
/// to the response as UTF-8.
/// </summary>
internal sealed class CompareEndpoint(
    PersonMatcher matcher,
    BodyReader bodies,
    Capacity capacity,
    RequestStatistics statistics,
    IdleScrub scrub,
    IOptions<ComparisonOptions> options)
{
    /// <summary>A request whose pictures are empty, to rehearse with.</summary>
    public const string RehearsalBody =
        """{"target_url": "data:;base64,", "people": [{"name": "\u0041", "image_url": "data:;base64,"}]}""";

    private static readonly Problem WrongShape = Problem.WrongShape with
    {
        Detail = """The body must be {"target_url": string, "people": [{"name": string, "image_url": string}]}.""",
    };

    private readonly int _maxRequestBytes = options.Value.MaxRequestBytes;
    private readonly int _maxCandidates = options.Value.MaxCandidates;
    private readonly int _maxNameBytes = options.Value.MaxNameBytes;

    public async Task HandleAsync(HttpContext context)
    {
        statistics.Count();
        if (!context.Request.HasJsonContentType())
        {
            await context.RefuseAsync(Problem.UnsupportedMediaType);
            return;
        }

        long announced = context.Request.ContentLength ?? 0;
        if (announced > _maxRequestBytes)
        {
            await context.RefuseAsync(Problem.BodyTooLarge);
            return;
        }

        using Capacity.Visit visit = capacity.Open(context.Connection.RemoteIpAddress);
        if (!visit.HasRoomFor(announced))
        {
            await context.RefuseAsync(Problem.Busy);
            return;
        }

        try
        {
            using var body = new GrowingBuffer(announced, _maxRequestBytes, visit.Memory);
            await HandleAsync(context, visit, body);
        }
        catch (MemoryBudgetException) when (!context.Response.HasStarted)
        {
            await context.RefuseAsync(Problem.Busy);
        }
    }

    /// <summary>Writes an answer with a match, which a rehearsal without a face does not come to.</summary>
    public async Task WarmUpAsync()
    {
        using var body = new GrowingBuffer(0, _maxRequestBytes);
        body.TryAppend(new(Encoding.UTF8.GetBytes(RehearsalBody)));
        CompareRequestReader.Read(body, _maxCandidates, _maxNameBytes, out CompareRequest? request);
        using MatchList matches = matcher.Rank([1]);
        PipeWriter nowhere = PipeWriter.Create(Stream.Null);
        await AnswerWriter.WriteAsync(nowhere, request!, matches, CancellationToken.None);
        await nowhere.CompleteAsync();
    }

    private async Task HandleAsync(HttpContext context, Capacity.Visit visit, GrowingBuffer body)
    {
        switch (await bodies.ReadAsync(context, body))
        {
            case BodyOutcome.TooLarge:
                await context.RefuseAsync(Problem.BodyTooLarge);
                return;
            case BodyOutcome.Improper:
                CloseConnection(context);
                await context.RefuseAsync(Problem.MalformedHttp);
                return;
            case BodyOutcome.TooSlow:
                CloseConnection(context);
                await context.RefuseAsync(Problem.BodyTooSlow);
                return;
        }

        switch (CompareRequestReader.Read(body, _maxCandidates, _maxNameBytes, out CompareRequest? request))
        {
            case CompareRequestError.Malformed:
                await context.RefuseAsync(Problem.MalformedJson);
                return;
            case CompareRequestError.TooManyCandidates:
                await context.RefuseAsync(Problem.TooManyCandidates);
                return;
            case CompareRequestError.NameTooLong:
                await context.RefuseAsync(Problem.NameTooLong);
                return;
            case CompareRequestError.WrongShape:
                await context.RefuseAsync(WrongShape);
                return;
        }

        if (!visit.TryBegin())
        {
            await context.RefuseAsync(Problem.Busy);
            return;
        }

        await AnswerAsync(context, request!, visit);
    }

    private async Task AnswerAsync(HttpContext context, CompareRequest request, Capacity.Visit visit)
    {
        scrub.Enter();
        try
        {
            using MatchList matches = await matcher.FindMatchesAsync(request, visit, context.RequestAborted);
            visit.EndWork();
            context.Response.ContentType = "application/json";
            await AnswerWriter.WriteAsync(context.Response.BodyWriter, request, matches, context.RequestAborted);
        }
        finally
        {
            scrub.Leave();
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
}
