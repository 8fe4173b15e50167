using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Iris.Cli.Verification;

/// <summary>A web server on a free loopback port that a picture may be fetched from: it answers every request as the caller says.</summary>
internal sealed class PictureServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _asked;

    private PictureServer(WebApplication app, TaskCompletionSource asked)
    {
        _app = app;
        _asked = asked;
    }

    /// <summary>Ends when a picture is asked for.</summary>
    public Task Asked => _asked.Task;

    /// <summary>Starts a server.</summary>
    /// <param name="answer">Answers one request.</param>
    public static async Task<PictureServer> StartAsync(RequestDelegate answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        app.Run(context =>
        {
            asked.TrySetResult();
            return answer(context);
        });
        await app.StartAsync();
        return new PictureServer(app, asked);
    }

    /// <summary>Starts a server that never answers.</summary>
    public static Task<PictureServer> StartSilentAsync() => StartAsync(KeepWaitingAsync);

    /// <summary>Leaves a request without an answer until the one who asks hangs up.</summary>
    public static Task KeepWaitingAsync(HttpContext context) => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);

    /// <summary>The URL of a path on the server.</summary>
    /// <param name="path">The path, without a leading slash.</param>
    public string Url(string path) => $"{_app.Urls.First()}/{path}";

    /// <summary>Stops the server without waiting for requests under way.</summary>
    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }
}
