using System.Diagnostics;
using Iris.Server.Privacy;

namespace Iris.Server.Telemetry;

/// <summary>
/// The spans of the server: one for each request, with those of its stages in it. They hold times, and words of this program alone. A request
/// begins a trace of its own: what its head says of a trace that it belongs to comes from the client, and is not read. Thread-safe.
/// </summary>
internal sealed class IrisTraces(TimeProvider time) : IDisposable
{
    public const string SourceName = "Iris";

    private readonly ActivitySource _source = new(SourceName);

    /// <summary>Whether anybody listens.</summary>
    public bool IsOn => _source.HasListeners();

    /// <summary>Begins the span of a request. Health checks and the like have none.</summary>
    public Activity? BeginRequest(Endpoint? endpoint)
    {
        if (!IsOn || endpoint.IsPolled())
        {
            return null;
        }

        // Were there one, the framework would have made it from the client's headers.
        Activity.Current = null;
        return _source.StartActivity("request", ActivityKind.Server)?.SetTag("iris.route", IrisMetrics.RouteOf(endpoint));
    }

    /// <summary>Ends the span of a request.</summary>
    public static void EndRequest(Activity? request, RequestOutcome outcome)
    {
        request?.SetTag("iris.outcome", IrisMetrics.WordOf(outcome));
        request?.SetStatus(outcome == RequestOutcome.Failed ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
        request?.Dispose();
    }

    /// <summary>Adds the span of a stage that has just ended to the request that it was for.</summary>
    public void StageEnded(Stage stage, TimeSpan duration)
    {
        if (Activity.Current is { } request && request.Source == _source)
        {
            _source.StartActivity(IrisMetrics.WordOf(stage), ActivityKind.Internal, request.Context, startTime: time.GetUtcNow() - duration)?.Dispose();
        }
    }

    public void Dispose() => _source.Dispose();
}
