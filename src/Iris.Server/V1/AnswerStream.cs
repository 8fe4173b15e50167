using System.Text.Json;
using Iris.Memory;
using Iris.Models;
using Iris.Server.Admission;
using Iris.Server.Answering;
using Iris.Server.Comparison;
using Iris.Server.Problems;
using Iris.Server.Reading;

namespace Iris.Server.V1;

/// <summary>
/// Writes a comparison's results as they become known, then a summary; what fails after the beginning is told by a problem in its place, unless it
/// fails in the middle of a result, which is left to break off. A client that goes away ends the work.
/// </summary>
internal sealed class AnswerStream
{
    private readonly HttpContext _context;
    private readonly AnswerFormat _format;
    private readonly CompareRequest _request;
    private readonly ComparisonRun _run;
    private readonly Threshold _threshold;
    private readonly ModelManifest _model;
    private readonly ILogger _logger;
    private readonly JsonOutput _json;
    private bool _isWithinPart;

    public AnswerStream(
        HttpContext context,
        AnswerFormat format,
        CompareRequest request,
        ComparisonRun run,
        Threshold threshold,
        ModelManifest model,
        ILogger logger)
    {
        _context = context;
        _format = format;
        _request = request;
        _run = run;
        _threshold = threshold;
        _model = model;
        _logger = logger;
        _json = new JsonOutput(context.Response.BodyWriter);
    }

    /// <summary>Does the work and writes its results.</summary>
    /// <param name="visit">The request's part in the server's capacity; its place is given back when the work is done.</param>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    public async Task WriteAsync(Capacity.Visit visit)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_context.RequestAborted);
        Task work = WorkAsync(visit, end.Token);
        try
        {
            await WriteResultsAsync(end.Token);
            await work;
            WriteSummary();
        }
        catch (MemoryBudgetException) when (MayTellProblem())
        {
            WriteProblem(Problem.Busy);
        }
        catch (Exception exception) when (MayTellProblem() && exception is not (OperationCanceledException or IOException))
        {
            Log.RequestFailed(_logger, exception.GetType().Name);
            WriteProblem(Problem.Internal);
        }
        finally
        {
            // The pictures are a part of the request, which the caller is about to release.
            await end.CancelAsync();
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _json.FlushAsync(_context.RequestAborted);
    }

    // Before the beginning the whole request can be refused; after a piece of a part a problem would be read as more of it.
    private bool MayTellProblem() => _context.Response.HasStarted && !_isWithinPart;

    private async Task WorkAsync(Capacity.Visit visit, CancellationToken cancellationToken)
    {
        await _run.RunAsync(visit, cancellationToken);
        visit.EndWork();
    }

    private async Task WriteResultsAsync(CancellationToken cancellationToken)
    {
        while (await _run.Known.WaitToReadAsync(cancellationToken))
        {
            SetHeaders();
            while (_run.Known.TryRead(out int index))
            {
                if (CompleteAnswer.IsListed(_run.Results[index], _request.Choices, _threshold))
                {
                    Begin("candidate"u8);
                    ComparisonAnswer.WriteListed(_json, _request, index, _run.Results[index], _threshold);
                    End();
                    await _json.FlushIfFullAsync(cancellationToken);
                }
            }

            await _json.FlushAsync(cancellationToken);
        }

        // With nobody to compare there is no result.
        SetHeaders();
    }

    private void SetHeaders()
    {
        if (!_context.Response.HasStarted)
        {
            _context.Response.ContentType = _format == AnswerFormat.Ndjson ? AnswerFormats.NdjsonType : AnswerFormats.EventStreamType;

            // Proxies that collect an answer before they pass it on are asked not to.
            _context.Response.Headers["X-Accel-Buffering"] = "no";
        }
    }

    private void WriteSummary()
    {
        Begin("summary"u8);
        ComparisonAnswer.WriteModel(_json, _model);
        ComparisonAnswer.WriteThreshold(_json, _threshold);
        ComparisonAnswer.WriteTarget(_json, _run.Target);
        ComparisonAnswer.WriteTotals(_json, _run.Results, _threshold);
        End();
    }

    private void WriteProblem(Problem problem)
    {
        // The status has been sent: the metrics learn of it from here.
        _context.Features.Set(problem);
        Begin("problem"u8);
        _json.Property("problem"u8);
        _json.Frame(JsonSerializer.SerializeToUtf8Bytes(ProblemDocument.Of(problem), ProblemJson.Default.ProblemDocument));
        End();
    }

    private void Begin(ReadOnlySpan<byte> type)
    {
        _isWithinPart = true;
        if (_format == AnswerFormat.EventStream)
        {
            _json.Frame("event: "u8);
            _json.Frame(type);
            _json.Frame("\ndata: "u8);
        }

        _json.BeginObject();
        _json.String("type"u8, type);
    }

    private void End()
    {
        _json.EndObject();
        _json.Frame(_format == AnswerFormat.EventStream ? "\n\n"u8 : "\n"u8);
        _isWithinPart = false;
    }
}
