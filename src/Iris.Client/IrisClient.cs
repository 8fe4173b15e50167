using System.Net;
using System.Runtime.CompilerServices;
using Iris.Client.Json;
using Iris.Client.Sending;

namespace Iris.Client;

/// <summary>
/// A client of an Iris server. Thread-safe: make one and keep it.
/// <para>A refused request is an <see cref="IrisException"/> that says why; a server that cannot be reached, or answers as Iris does not,
/// an <see cref="HttpRequestException"/>, as ever. What became of each picture is a value: see <see cref="Outcome"/>.</para>
/// <para>A request that is refused with 429 or 503 is sent again when the server says to: see <see cref="IrisClientOptions.MaxRetries"/>.
/// Never once its answer has begun.</para>
/// </summary>
public sealed class IrisClient : IDisposable
{
    private readonly HttpClient? _owned;
    private readonly RequestSender _sender;

    /// <summary>Makes a client with connections of its own, which follow no redirects: pictures and keys go to this server alone.</summary>
    /// <param name="server">Where the server listens, such as <c>http://localhost:8080</c>.</param>
    /// <param name="options">Keys, retries, times.</param>
    /// <exception cref="ArgumentException">It is no absolute http or https URL.</exception>
    public IrisClient(Uri server, IrisClientOptions? options = null)
    {
        options = Check(options);
        Uri root = Root(server);
        _owned = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,

            // The rest of an answer that nobody wants is not waited for: the server should hear of it at once.
            MaxResponseDrainSize = 0,

            // A server that moves is found again.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        })
        {
            Timeout = options.Timeout,
        };
        _sender = new(_owned, root, options);
    }

    /// <summary>
    /// Makes a client that sends by an <see cref="HttpClient"/> of the caller's, who releases it: for proxies, client certificates, tokens
    /// that expire or <c>IHttpClientFactory</c>.
    /// </summary>
    /// <param name="http">The client. Its base address is the server's.</param>
    /// <param name="options">Keys, retries, times.</param>
    /// <exception cref="ArgumentException">The client has no base address.</exception>
    public IrisClient(HttpClient http, IrisClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.BaseAddress is null)
        {
            throw new ArgumentException("The client has no base address, which says where the server is.", nameof(http));
        }

        _sender = new(http, Root(http.BaseAddress), Check(options));
    }

    /// <summary>Compares the person in one picture with many.</summary>
    /// <param name="target">The picture that the others are compared with.</param>
    /// <param name="candidates">The others, at most 1,000 (a setting of the server).</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends it, on the server too.</param>
    /// <exception cref="IrisException">The server refuses.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached, or breaks off.</exception>
    /// <exception cref="FileNotFoundException">A picture's file is not there.</exception>
    public async Task<CompareAnswer> CompareAsync(
        PictureSource target, IEnumerable<Candidate> candidates, CompareOptions? options = null, CancellationToken cancellationToken = default)
    {
        using HttpResponseMessage response = await _sender.PostAsync(
            "v1/compare" + OptionQuery.Of(options), RequestBody.OfComparison(target, candidates), AnswerReader.Json, cancellationToken);
        return await AnswerReader.ReadAsync(response, IrisJson.Default.CompareAnswer, cancellationToken);
    }

    /// <summary>
    /// Compares the person in one picture with many, and passes on each result as soon as the server knows it: a
    /// <see cref="CandidateResult"/> for each candidate in no certain order, then one <see cref="CompareSummary"/>. The request is sent when the
    /// enumeration begins, and again when another one does. To leave it early ends the work: the connection is closed.
    /// </summary>
    /// <inheritdoc cref="CompareAsync"/>
    public IAsyncEnumerable<CompareEvent> CompareStreamAsync(
        PictureSource target, IEnumerable<Candidate> candidates, CompareOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsync("v1/compare" + OptionQuery.Of(options), RequestBody.OfComparison(target, candidates), cancellationToken);

    /// <summary>Compares one picture with one other.</summary>
    /// <param name="target">The one.</param>
    /// <param name="candidate">The other.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends it, on the server too.</param>
    /// <exception cref="IrisException">The server refuses.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached, or breaks off.</exception>
    /// <exception cref="FileNotFoundException">A picture's file is not there.</exception>
    public async Task<VerifyAnswer> VerifyAsync(
        PictureSource target, PictureSource candidate, VerifyOptions? options = null, CancellationToken cancellationToken = default)
    {
        using HttpResponseMessage response = await _sender.PostAsync(
            "v1/verify" + OptionQuery.Of(options), RequestBody.OfVerification(target, candidate), AnswerReader.Json, cancellationToken);
        return await AnswerReader.ReadAsync(response, IrisJson.Default.VerifyAnswer, cancellationToken);
    }

    /// <summary>Finds all faces of a picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends it, on the server too.</param>
    /// <exception cref="IrisException">The server refuses.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached, or breaks off.</exception>
    /// <exception cref="FileNotFoundException">The picture's file is not there.</exception>
    public async Task<FacesAnswer> FindFacesAsync(
        PictureSource picture, FindFacesOptions? options = null, CancellationToken cancellationToken = default)
    {
        using HttpResponseMessage response = await _sender.PostAsync(
            "v1/faces" + OptionQuery.Of(options), RequestBody.OfPicture(picture), AnswerReader.Json, cancellationToken);
        return await AnswerReader.ReadAsync(response, IrisJson.Default.FacesAnswer, cancellationToken);
    }

    /// <summary>Asks what the server enforces so that it keeps nothing.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IrisException">The server refuses.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached, or is another.</exception>
    public async Task<PrivacyReport> GetPrivacyAsync(CancellationToken cancellationToken = default)
    {
        using HttpResponseMessage response = await _sender.GetAsync("v1/privacy", cancellationToken);
        return await AnswerReader.ReadAsync(response, IrisJson.Default.PrivacyReport, cancellationToken);
    }

    /// <summary>Asks how many requests for comparison there were.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IrisException">The server refuses.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached, or is another.</exception>
    public async Task<RequestCounts> GetStatsAsync(CancellationToken cancellationToken = default)
    {
        using HttpResponseMessage response = await _sender.GetAsync("stats", cancellationToken);
        return await AnswerReader.ReadAsync(response, IrisJson.Default.RequestCounts, cancellationToken);
    }

    /// <summary>Asks, once, whether the server can work: it has just carried out an analysis.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False when it says that it cannot.</returns>
    /// <exception cref="IrisException">It says something else.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken = default)
    {
        using HttpResponseMessage response = await _sender.AskOnceAsync("health/ready", cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => true,
            HttpStatusCode.ServiceUnavailable => false,
            _ => throw new IrisException(await AnswerReader.ReadProblemAsync(response, cancellationToken)),
        };
    }

    /// <summary>Closes the connections, unless they are the caller's.</summary>
    public void Dispose() => _owned?.Dispose();

    private async IAsyncEnumerable<CompareEvent> StreamAsync(
        string path, RequestBody body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _sender.PostAsync(path, body, AnswerReader.JsonLines, cancellationToken);
        await foreach (CompareEvent read in AnswerReader.ReadEventsAsync(response, cancellationToken))
        {
            yield return read;
        }
    }

    private static IrisClientOptions Check(IrisClientOptions? options)
    {
        options ??= new IrisClientOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxRetries);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxRetryDelay, TimeSpan.Zero);
        return options;
    }

    // With a slash at its end, so that a server behind a path of a proxy is found below that path.
    private static Uri Root(Uri server)
    {
        ArgumentNullException.ThrowIfNull(server);
        if (!server.IsAbsoluteUri || (server.Scheme != Uri.UriSchemeHttp && server.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException("A server is named by an absolute http or https URL.", nameof(server));
        }

        string address = server.GetLeftPart(UriPartial.Path);
        return new Uri(address.EndsWith('/') ? address : $"{address}/");
    }
}
