using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Iris.Privacy.Tests;

/// <summary>
/// Clients that hang up at the moment the server asks for the first of their candidates' pictures: by then it has read the whole body and
/// works on the other candidates too. Thread-safe.
/// </summary>
internal sealed class HangUps : IAsyncDisposable
{
    private readonly ConcurrentDictionary<PathString, CancellationTokenSource> _clients = [];
    private PictureServer _pictures = null!;
    private int _count;

    /// <summary>Whether a server has come as far as to ask for a picture that is not a first candidate's.</summary>
    public bool IsAskedForMore { get; private set; }

    /// <summary>Starts the server of the first candidates' pictures, which are never sent.</summary>
    public static async Task<HangUps> StartAsync()
    {
        var hangUps = new HangUps();
        hangUps._pictures = await PictureServer.StartAsync(hangUps.HangUpAsync);
        return hangUps;
    }

    /// <summary>The URL of a picture whose fetch tells that the candidates before it have had their turn.</summary>
    public string UrlOfMore(CanaryRequest request) => _pictures.Url(request.Path[1..]);

    /// <summary>Sends a request and hangs up.</summary>
    /// <param name="iris">The server.</param>
    /// <param name="request">What its canaries are.</param>
    /// <param name="images">The pictures of its other candidates.</param>
    public async Task SendAsync(IrisProcess iris, CanaryRequest request, params string[] images)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"{request.Path}/{Interlocked.Increment(ref _count)}");
        using var client = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        _clients[path] = client;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => request.SendAsync(iris.Client, request.Body([_pictures.Url(path[1..]), .. images]), client.Token));

        // It was the picture that ended it.
        Assert.False(_clients.ContainsKey(path));
    }

    public ValueTask DisposeAsync() => _pictures.DisposeAsync();

    private async Task HangUpAsync(HttpContext context)
    {
        if (_clients.TryRemove(context.Request.Path, out CancellationTokenSource? client))
        {
            // At once, on this thread: cancelling a request over HTTP/1.1 closes its connection.
#pragma warning disable CA1849 // The asynchronous one would leave that to another thread.
            client.Cancel();
#pragma warning restore CA1849
        }
        else
        {
            IsAskedForMore = true;
        }

        await PictureServer.KeepWaitingAsync(context);
    }
}
