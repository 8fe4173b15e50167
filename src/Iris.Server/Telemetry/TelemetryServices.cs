using System.Diagnostics;
using Iris.Server.Problems;

namespace Iris.Server.Telemetry;

/// <summary>Registers metrics and traces, which are off unless the operator turns them on and cost next to nothing then, and what is counted in any case.</summary>
internal static class TelemetryServices
{
    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<MetricsOptions, MetricsOptionsValidator>(configuration, MetricsOptions.Section);
        services.AddValidatedOptions<TraceOptions, TraceOptionsValidator>(configuration, TraceOptions.Section);
        services.AddSingleton(static _ => new StageTimes(new Random()));
        services.AddSingleton<IrisMetrics>();
        services.AddSingleton<IrisTraces>();
        services.AddSingleton<StageRecorder>();
        services.AddHostedService<MetricsServer>();
        services.AddHostedService<TraceExport>();
    }

    /// <summary>Counts and traces requests. It stands first, so that it sees what was refused too.</summary>
    public static void UseTelemetry(this WebApplication app)
    {
        IrisMetrics metrics = app.Services.GetRequiredService<IrisMetrics>();
        IrisTraces traces = app.Services.GetRequiredService<IrisTraces>();
        TimeProvider time = app.Services.GetRequiredService<TimeProvider>();
        app.Use((context, next) => metrics.IsOn || traces.IsOn ? RecordAsync(context, next) : next(context));

        async Task RecordAsync(HttpContext context, RequestDelegate next)
        {
            long start = time.GetTimestamp();
            Endpoint? endpoint = context.GetEndpoint();
            Activity? request = traces.BeginRequest(endpoint);
            RequestOutcome outcome = RequestOutcome.Failed;
            try
            {
                await next(context);
                outcome = OutcomeOf(context);
            }
            finally
            {
                IrisTraces.EndRequest(request, outcome);
                metrics.RequestEnded(endpoint, outcome, time.GetElapsedTime(start));
                if ((context.Features.Get<Problem>() ?? Problem.ForStatus(context.Response.StatusCode)) is { } problem)
                {
                    metrics.RequestRefused(problem);
                }
            }
        }
    }

    // A stream that breaks off has begun with 200: what became of it only its problem tells.
    private static RequestOutcome OutcomeOf(HttpContext context) => (context.Features.Get<Problem>()?.Status ?? context.Response.StatusCode) switch
    {
        // The server itself has hung up, since a part of the answer was written.
        _ when context.Features.Get<Problem>() == Problem.Internal => RequestOutcome.Failed,
        _ when context.RequestAborted.IsCancellationRequested => RequestOutcome.Aborted,
        < StatusCodes.Status400BadRequest => RequestOutcome.Answered,
        < StatusCodes.Status500InternalServerError => RequestOutcome.Refused,
        _ => RequestOutcome.Failed,
    };
}
