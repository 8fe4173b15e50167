using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Iris.Server.Admission;

namespace Iris.Server.Fetching;

/// <summary>
/// An HTTP client for servers that nobody trusts, and its connections. It follows no redirect, keeps no cookies, sends no credentials,
/// unpacks nothing and asks nobody but the server, or the proxy that the operator has named. Thread-safe.
/// </summary>
internal sealed class PictureClient : IDisposable
{
    private const int MaxHeaderKiB = 16;

    private static readonly ClientHash Nobody = new(0);
    private static readonly HttpRequestOptionsKey<ClientHash> Client = new("client");

    private readonly PictureConnector _connector;
    private readonly HttpClient _http;

    public PictureClient(FetchOptions options, AddressPolicy policy, HostLookup lookup, TimeProvider time)
    {
        _connector = new PictureConnector(policy, lookup, options.ProxyUrl, time, options.ConnectTimeout);
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = _connector.ConnectAsync,
            ConnectTimeout = options.ConnectTimeout,
            Proxy = options.ProxyUrl is { } proxy ? new WebProxy(proxy) : null,
            UseProxy = options.ProxyUrl is not null,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = MaxHeaderKiB,

            // A body that nobody wants, such as a redirect's, is not read to its end.
            MaxResponseDrainSize = 0,
            SslOptions = new SslClientAuthenticationOptions
            {
                // A certificate may name a URL where its issuer's is to be had, or a list of revoked ones: it would be fetched unchecked.
                CertificateChainPolicy = new X509ChainPolicy
                {
                    DisableCertificateDownloads = true,
                    RevocationMode = X509RevocationMode.NoCheck,
                },

                // Sessions to resume are kept as long as the process lives, under the names of the servers.
                AllowTlsResume = false,
            },

            // So that a change of the name's address is noticed, and that under a load that never pauses a buffer's content does not live long.
            PooledConnectionLifetime = TimeSpan.FromSeconds(10),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5),
        })
        {
            // The time limit covers the body too, and is set for each picture.
            Timeout = Timeout.InfiniteTimeSpan,

            // HTTP/3 would not come by the connector.
            DefaultRequestVersion = HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    /// <summary>For whom a connection is made: for nobody in particular when it is a proxy's, to ask for a tunnel.</summary>
    public static ClientHash ClientOf(HttpRequestMessage request) => request.Options.TryGetValue(Client, out ClientHash? client) ? client : Nobody;

    /// <summary>Asks for a resource; its body is still to be read.</summary>
    /// <param name="url">Where it is.</param>
    /// <param name="client">For whom.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<HttpResponseMessage> GetAsync(Uri url, ClientHash client, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Options.Set(Client, client);
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>Closes the connections, and breaks off those that are being made.</summary>
    public void Dispose()
    {
        _connector.Dispose();
        _http.Dispose();
    }
}
