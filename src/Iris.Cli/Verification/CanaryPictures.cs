using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Iris.Cli.Verification;

/// <summary>The pictures of requests that are to be fetched, on a server of this program. Thread-safe.</summary>
internal sealed class CanaryPictures : IAsyncDisposable
{
    private readonly ConcurrentDictionary<PathString, CanaryRequest> _pictures = [];
    private PictureServer _server = null!;

    /// <summary>Whether a picture has been asked for.</summary>
    public bool AreFetched => _server.Asked.IsCompleted;

    /// <summary>Starts the server.</summary>
    public static async Task<CanaryPictures> StartAsync()
    {
        var pictures = new CanaryPictures();
        pictures._server = await PictureServer.StartAsync(pictures.AnswerAsync);
        return pictures;
    }

    /// <summary>A body with the address of the request's picture.</summary>
    public string Offer(CanaryRequest request)
    {
        _pictures[request.Path] = request;
        return request.BodyWithUrl(_server);
    }

    /// <summary>A body with the address of a picture that is never sent.</summary>
    public string Withhold(CanaryRequest request) => request.BodyWithUrl(_server);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (_pictures.TryGetValue(context.Request.Path, out CanaryRequest? request))
        {
            await context.Response.Body.WriteAsync(request.Picture, context.RequestAborted);
            return;
        }

        await PictureServer.KeepWaitingAsync(context);
    }
}
