using System.IO.Pipelines;
using System.Text;
using Iris.Memory;
using Iris.Server.Admission;
using Iris.Server.Answering;
using Iris.Server.Diagnostics;
using Iris.Server.Problems;
using Iris.Server.Reading;
using Microsoft.Extensions.Options;

namespace Iris.Server.Comparison;

/// <summary><c>POST /compare</c>, the older contract: the people who match, and nothing of those who do not.</summary>
internal sealed class MatchEndpoint(
    RequestIntake intake, PictureReader reader, Thresholds thresholds, RequestStatistics statistics, IOptions<ComparisonOptions> options)
{
    /// <summary>A request whose pictures are empty, to rehearse with.</summary>
    public const string RehearsalBody =
        """{"target_url": "data:;base64,", "people": [{"name": "\u0041", "image_url": "data:;base64,"}]}""";

    /// <summary>What it takes.</summary>
    public static readonly RequestShape Shape = new()
    {
        TargetProperty = "target_url",
        HasPeople = true,
        WrongShape = Problem.WrongShape with
        {
            Detail = """The body must be {"target_url": string, "people": [{"name": string, "image_url": string}]}.""",
        },
    };

    private readonly int _maxParallel = options.Value.MaxParallelCandidates;

    public Task HandleAsync(HttpContext context)
    {
        statistics.Count();
        return intake.HandleAsync(context, Shape, AnswerAsync);
    }

    /// <summary>Writes an answer with a match, which a rehearsal without a face does not come to.</summary>
    public async Task WarmUpAsync()
    {
        byte[] text = Encoding.UTF8.GetBytes(RehearsalBody);
        using var body = new GrowingBuffer(0, text.Length);
        body.TryAppend(new(text));
        JsonRequestReader.Read(body, Shape, intake.Bounds, choices: null, out CompareRequest? request);
        using var matches = new MatchList([new CandidateResult { Similarity = 1 }], thresholds.Default);
        PipeWriter nowhere = PipeWriter.Create(Stream.Null);
        await MatchAnswer.WriteAsync(new JsonOutput(nowhere), request!, matches, CancellationToken.None);
        await nowhere.CompleteAsync();
    }

    private async Task AnswerAsync(HttpContext context, CompareRequest request, Capacity.Visit visit)
    {
        using var run = new ComparisonRun(request, reader, _maxParallel);
        await run.RunAsync(visit, context.RequestAborted);
        visit.EndWork();

        using var matches = new MatchList(run.Results, thresholds.Default);
        context.Response.ContentType = "application/json";
        await MatchAnswer.WriteAsync(new JsonOutput(context.Response.BodyWriter), request, matches, context.RequestAborted);
    }
}
