using Iris.Server.Admission;
using Iris.Server.Answering;
using Iris.Server.Comparison;
using Iris.Server.Diagnostics;
using Iris.Server.Problems;
using Iris.Server.Reading;
using Microsoft.Extensions.Options;

namespace Iris.Server.V1;

/// <summary><c>POST /v1/compare</c>: what became of every candidate, in one answer or as a stream of results.</summary>
internal sealed class CompareEndpoint(
    RequestIntake intake,
    PictureReader reader,
    FaceComparer comparer,
    Thresholds thresholds,
    RequestStatistics statistics,
    IOptions<ComparisonOptions> options,
    ILoggerFactory loggers)
{
    private static readonly Problem LimitOnStream = Problem.InvalidOption with
    {
        Option = Choices.NameOf(Choice.Limit),
        Detail = "A stream sends every result as it becomes known; only a complete answer can be limited to the best.",
    };

    private readonly int _maxParallel = options.Value.MaxParallelCandidates;
    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);

    public Task HandleAsync(HttpContext context)
    {
        statistics.Count();
        return intake.HandleAsync(context, RequestShapes.Compare, AnswerAsync);
    }

    private async Task AnswerAsync(HttpContext context, CompareRequest request, Capacity.Visit visit)
    {
        AnswerFormat format = AnswerFormats.Of(context.Request);
        Problem? problem = format != AnswerFormat.Json && request.Choices.Limit is not null ? LimitOnStream : null;
        if (problem is not null || thresholds.Choose(request.Choices) is not { } threshold)
        {
            await context.RefuseAsync(problem ?? Thresholds.UnsupportedRate);
            return;
        }

        using var run = new ComparisonRun(request, reader, _maxParallel, isWatched: format != AnswerFormat.Json);
        if (format == AnswerFormat.Json)
        {
            await run.RunAsync(visit, context.RequestAborted);
            visit.EndWork();
            context.Response.ContentType = "application/json";
            await CompleteAnswer.WriteAsync(
                new JsonOutput(context.Response.BodyWriter), request, run, threshold, comparer.Models, context.RequestAborted);
        }
        else
        {
            await new AnswerStream(context, format, request, run, threshold, comparer.Models, _logger).WriteAsync(visit);
        }
    }
}
