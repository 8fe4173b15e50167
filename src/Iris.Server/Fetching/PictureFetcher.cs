using System.Net;
using System.Text;
using Iris.Memory;
using Iris.Server.Admission;
using Iris.Server.Privacy;
using Iris.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace Iris.Server.Fetching;

/// <summary>
/// Fetches pictures over HTTP straight into native memory, through one client shared by all requests. Every failure is an outcome.
/// Thread-safe.
/// </summary>
internal sealed class PictureFetcher : IDisposable
{
    private const int MaxRedirects = 3;

    // What servers commonly accept.
    private const int MaxUrlBytes = 8 * 1024;

    // A picture may come slowly for a moment: so may this machine.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly FetchOptions _options;
    private readonly TimeProvider _time;
    private readonly AddressPolicy _policy;
    private readonly HostLookup _lookup;
    private readonly StageRecorder? _stages;
    private volatile PictureClient _client;

    public PictureFetcher(IOptions<FetchOptions> options, HostLookup lookup, TimeProvider time, StageRecorder? stages = null)
    {
        _stages = stages;
        _options = options.Value;
        _time = time;
        _policy = _options.CreatePolicy();
        _lookup = lookup;
        _client = CreateClient();
    }

    /// <summary>Fetches a picture.</summary>
    /// <param name="url">The URL in UTF-8.</param>
    /// <param name="picture">Where its bytes go.</param>
    /// <param name="client">For whom it is fetched.</param>
    /// <param name="cancellationToken">Ends the fetch.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="MemoryBudgetException">There is no memory for it.</exception>
    public async Task<FetchOutcome> FetchAsync(
        ReadOnlyMemory<byte> url, GrowingBuffer picture, ClientHash client, CancellationToken cancellationToken)
    {
        if (!_options.Enabled)
        {
            return FetchOutcome.Disabled;
        }

        // The HTTP client takes no other form: the one place where a URL becomes a string.
        if (url.Length > MaxUrlBytes || !Uri.TryCreate(Encoding.UTF8.GetString(url.Span), UriKind.Absolute, out Uri? uri))
        {
            DeadFrames.Erase();
            return FetchOutcome.BadUrl;
        }

        using StageRecorder.Running? stage = _stages?.Begin(Stage.Fetch);
        using var deadline = new FetchDeadline(_options.Timeout, _time, cancellationToken);
        try
        {
            TakeApart(uri);
            return await FollowAsync(uri, picture, client, deadline);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return FetchOutcome.TimedOut;
        }
        catch (HttpRequestException exception) when (exception.InnerException is RefusedAddressException)
        {
            return FetchOutcome.RefusedAddress;
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
    /// Closes the connections, whose buffers hold the end of what was received, and those that are being made. A fetch that begins at the
    /// same moment may fail: call it when no request is in flight.
    /// </summary>
    public void ForgetConnections()
    {
        PictureClient used = _client;
        _client = CreateClient();
        used.Dispose();
    }

    public void Dispose() => _client.Dispose();

    private PictureClient CreateClient() => new(_options, _policy, _lookup, _time);

    private async Task<FetchOutcome> FollowAsync(Uri url, GrowingBuffer picture, ClientHash client, FetchDeadline deadline)
    {
        PictureClient http = _client;
        for (int redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            if (url is not { Scheme: "http" or "https", UserInfo: "" })
            {
                return FetchOutcome.BadUrl;
            }

            if (NamesRefusedAddress(url))
            {
                return FetchOutcome.RefusedAddress;
            }

            deadline.Allow(_options.HeaderTimeout);
            Task<HttpResponseMessage> asked = http.GetAsync(url, client, deadline.Token);
            DeadFrames.Erase();
            using HttpResponseMessage response = await asked;
            if (!IsRedirect(response.StatusCode))
            {
                return response.IsSuccessStatusCode ? await ReadAsync(response.Content, picture, deadline) : FetchOutcome.Failed;
            }

            if (response.Headers.Location is not { } location || !Uri.TryCreate(url, location, out Uri? next))
            {
                return FetchOutcome.Failed;
            }

            if (url.Scheme == Uri.UriSchemeHttps && next.Scheme == Uri.UriSchemeHttp)
            {
                return FetchOutcome.BadUrl;
            }

            TakeApart(next);
            url = next;
        }

        return FetchOutcome.Failed;
    }

    // Here and now, in one place: the client's threads find everything done, and nothing stays on their stacks.
    private static void TakeApart(Uri url)
    {
        _ = (url.Scheme, url.UserInfo, url.IdnHost, url.Port, url.PathAndQuery, url.AbsoluteUri);
        DeadFrames.Erase();
    }

    // What a name leads to only the proxy knows; an address in a URL is known here.
    private bool NamesRefusedAddress(Uri url) =>
        _options.ProxyUrl is not null && IPAddress.TryParse(url.IdnHost.TrimEnd('.'), out IPAddress? address) && !_policy.Allows(address);

    private static bool IsRedirect(HttpStatusCode status) =>
        status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private async Task<FetchOutcome> ReadAsync(HttpContent content, GrowingBuffer picture, FetchDeadline deadline)
    {
        if (content.Headers.ContentLength > _options.MaxPictureBytes)
        {
            return FetchOutcome.TooLarge;
        }

        picture.Expect(content.Headers.ContentLength ?? 0);
        long start = _time.GetTimestamp();
        long received = 0;
        await using Stream stream = await content.ReadAsStreamAsync(deadline.Token);
        while (true)
        {
            // A server that sends a byte now and then is cut off as soon as it falls behind.
            deadline.Allow(Grace + TimeSpan.FromSeconds((double)received / _options.MinBytesPerSecond) - _time.GetElapsedTime(start));
            Memory<byte> free = picture.GetMemory();
            if (free.IsEmpty)
            {
                // Full: the picture is too large unless it ends right here.
                var oneMore = new byte[1];
                return await stream.ReadAsync(oneMore, deadline.Token) == 0 ? FetchOutcome.Fetched : FetchOutcome.TooLarge;
            }

            int read = await stream.ReadAsync(free, deadline.Token);
            if (read == 0)
            {
                return FetchOutcome.Fetched;
            }

            received += read;
            picture.Advance(read);
        }
    }
}
