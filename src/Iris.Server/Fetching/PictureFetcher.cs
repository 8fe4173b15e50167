using System.Text;
using Iris.Memory;
using Microsoft.Extensions.Options;

namespace Iris.Server.Fetching;

/// <summary>
/// Fetches pictures over HTTP straight into native memory, through one client shared by all requests. Thread-safe.
/// </summary>
internal sealed class PictureFetcher(IOptions<FetchOptions> options, TimeProvider time) : IDisposable
{
    private const int MaxRedirects = 3;

    // What servers commonly accept.
    private const int MaxUrlBytes = 8 * 1024;

    private readonly FetchOptions _options = options.Value;
    private volatile HttpClient _client = CreateClient();

    /// <summary>Fetches a picture.</summary>
    /// <param name="url">The URL in UTF-8.</param>
    /// <param name="picture">Where its bytes go.</param>
    /// <param name="cancellationToken">Ends the fetch.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="MemoryBudgetException">There is no memory for it.</exception>
    public async Task<FetchOutcome> FetchAsync(ReadOnlyMemory<byte> url, GrowingBuffer picture, CancellationToken cancellationToken)
    {
        // The HTTP client takes no other form: the one place where a URL becomes a string.
        if (url.Length > MaxUrlBytes
            || !Uri.TryCreate(Encoding.UTF8.GetString(url.Span), UriKind.Absolute, out Uri? uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            return FetchOutcome.BadUrl;
        }

        using var limit = new CancellationTokenSource(_options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using HttpResponseMessage response = await _client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return response.IsSuccessStatusCode ? await ReadAsync(response.Content, picture, either.Token) : FetchOutcome.Failed;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return FetchOutcome.TimedOut;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or UriFormatException)
        {
            // UriFormatException: a host that is no name in any encoding is found out as late as this.
            return FetchOutcome.Failed;
        }
    }

    /// <summary>A buffer for <see cref="FetchAsync"/> that holds the largest picture allowed.</summary>
    /// <param name="memory">What its memory counts against.</param>
    public GrowingBuffer CreateBuffer(MemoryBudget memory) => new(0, _options.MaxPictureBytes, memory);

    /// <summary>
    /// Closes the connections, whose buffers hold the end of what was received. A fetch that begins at the same moment may fail: call it
    /// when no request is in flight.
    /// </summary>
    public void ForgetConnections()
    {
        HttpClient used = _client;
        _client = CreateClient();
        used.Dispose();
    }

    public void Dispose() => _client.Dispose();

    private static HttpClient CreateClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = true,
        MaxAutomaticRedirections = MaxRedirects,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,

        // So that a change of the name's address is noticed, and that under a load that never pauses a buffer's content does not live long.
        PooledConnectionLifetime = TimeSpan.FromSeconds(10),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5),
    })
    {
        // The time limit covers the body too, and is set for each picture.
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private async Task<FetchOutcome> ReadAsync(HttpContent content, GrowingBuffer picture, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > _options.MaxPictureBytes)
        {
            return FetchOutcome.TooLarge;
        }

        await using Stream stream = await content.ReadAsStreamAsync(cancellationToken);
        while (true)
        {
            Memory<byte> free = picture.GetMemory();
            if (free.IsEmpty)
            {
                // Full: the picture is too large unless it ends right here.
                var oneMore = new byte[1];
                return await stream.ReadAsync(oneMore, cancellationToken) == 0 ? FetchOutcome.Fetched : FetchOutcome.TooLarge;
            }

            int read = await stream.ReadAsync(free, cancellationToken);
            if (read == 0)
            {
                return FetchOutcome.Fetched;
            }

            picture.Advance(read);
        }
    }
}
