using Iris.Models;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Iris.Server.Health;

/// <summary>
/// Tries the whole engine with a drawing: decode, detect, refine, align, embed. However many ask, there is one run at a time, whose result is told
/// for a while. It does not wait for a core behind the pictures of requests: a server that is busy is ready all the same, and one small picture
/// every few seconds takes next to nothing from them. Thread-safe.
/// </summary>
internal sealed class EngineCheck(
    FaceComparer comparer,
    IHostApplicationLifetime lifetime,
    IOptions<HealthOptions> options,
    ILoggerFactory loggers,
    TimeProvider time) : IHealthCheck, IAsyncDisposable
{
    private readonly TimeSpan _timeout = options.Value.Timeout;
    private readonly TimeSpan _cacheTime = options.Value.CacheTime;
    private readonly byte[] _drawing = DrawnFace.Read();
    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);
    private readonly Lock _lock = new();
    private Task<EngineState>? _run;
    private long _ended;
    private float[] _first = [];

    /// <summary>How often the engine has been tried.</summary>
    public int Runs { get; private set; }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy("the server is stopping");
        }

        return await StateAsync(cancellationToken) switch
        {
            EngineState.Works => HealthCheckResult.Healthy(),
            EngineState.TooSlow => HealthCheckResult.Unhealthy("the engine took too long"),
            EngineState.FindsNoFace => HealthCheckResult.Unhealthy("the engine does not find a face that is there"),
            EngineState.EmbedsWrongly => HealthCheckResult.Unhealthy("the engine embeds a face wrongly"),
            _ => HealthCheckResult.Unhealthy("the engine fails"),
        };
    }

    /// <summary>Waits for a run under way: the networks must not be freed before.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_run is { } run)
        {
            await run;
        }
    }

    private async Task<EngineState> StateAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await CurrentRun().WaitAsync(_timeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // A run that does not end though it is told to: no other is begun before.
            return EngineState.TooSlow;
        }
    }

    private Task<EngineState> CurrentRun()
    {
        lock (_lock)
        {
            if (_run is null || (_run.IsCompleted && time.GetElapsedTime(_ended) >= _cacheTime))
            {
                Runs++;
                _run = Task.Run(Run);
            }

            return _run;
        }
    }

    private EngineState Run()
    {
        EngineState state = TryEngine();
        if (state != EngineState.Works)
        {
            Log.NotReady(_logger, state);
        }

        _ended = time.GetTimestamp();
        return state;
    }

    private EngineState TryEngine()
    {
        using var limit = new CancellationTokenSource(_timeout, time);
        try
        {
            using PictureFaces faces = comparer.FindFaces(_drawing, cancellationToken: limit.Token);
            EngineState state = DrawnFace.Judge(faces, _first);
            if (state == EngineState.Works && _first.Length == 0)
            {
                _first = faces.Embedding(0).ToArray();
            }

            return state;
        }
        catch (OperationCanceledException)
        {
            return EngineState.TooSlow;
        }
        catch (ModelPackException)
        {
            return EngineState.EmbedsWrongly;
        }
        catch (Exception exception)
        {
            Log.RequestFailed(_logger, exception.GetType().Name);
            return EngineState.Fails;
        }
    }
}
