using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Iris.Server.Admission;

/// <summary>What the web server takes of a connection: all of its limits, none of them left to its defaults.</summary>
internal static class RequestLimits
{
    /// <summary>What is received and not yet read of a connection, at most.</summary>
    public const int MaxRequestBufferBytes = 128 * 1024;

    /// <summary>How much of an answer may wait to be sent before the next write waits as well.</summary>
    public const int MaxResponseBufferBytes = 64 * 1024;

    /// <summary>What a client may send over HTTP/2, on all streams together, before it is read.</summary>
    public const int Http2WindowBytes = 128 * 1024;

    /// <summary>What a connection's buffers hold, at most, but for an answer that is longer than <see cref="MaxResponseBufferBytes"/>.</summary>
    public const int MaxBytesPerConnection = MaxRequestBufferBytes + Http2WindowBytes + MaxResponseBufferBytes;

    public const int MaxRequestLineBytes = 8 * 1024;
    public const int MaxHeaderBytes = 16 * 1024;
    public const int MaxHeaders = 64;
    public const int MaxHttp2Streams = 32;

    // Nothing but a comparison has a body, and that counts its bytes itself.
    private const int MaxOtherBodyBytes = 64 * 1024;

    // Averages since the beginning of the body and for each write of an answer: see RequestOptions.BodyTimeout for what a client that was
    // fast at first may not do. An answer of 1 MB that nobody reads is kept for a minute.
    private const double MinBodyBytesPerSecond = 240;
    private const double MinAnswerBytesPerSecond = 16 * 1024;

    private const int MinHttp2FrameBytes = 16 * 1024;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(20);

    public static void AddRequestLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<RequestOptions, RequestOptionsValidator>(configuration, RequestOptions.Section);
        services.AddSingleton<ConnectionShares>();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<RequestOptions>>(static (kestrel, options) =>
        {
            Limit(kestrel.Limits, options.Value);
            Limit(kestrel.Limits.Http2);
        });
    }

    /// <summary>Leaves connections to an endpoint for others than its busiest client.</summary>
    public static void LimitConnections(this ListenOptions endpoint) =>
        endpoint.ApplicationServices.GetRequiredService<ConnectionShares>().Limit(endpoint);

    private static void Limit(KestrelServerLimits limits, RequestOptions options)
    {
        limits.MaxConcurrentConnections = options.MaxConnections;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestLineSize = MaxRequestLineBytes;
        limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        limits.MaxRequestHeaderCount = MaxHeaders;
        limits.MaxRequestBodySize = MaxOtherBodyBytes;
        limits.MaxRequestBufferSize = MaxRequestBufferBytes;
        limits.MaxResponseBufferSize = MaxResponseBufferBytes;
        limits.RequestHeadersTimeout = options.HeadTimeout;
        limits.KeepAliveTimeout = options.KeepAliveTimeout;
        limits.MinRequestBodyDataRate = new MinDataRate(MinBodyBytesPerSecond, Grace);
        limits.MinResponseDataRate = new MinDataRate(MinAnswerBytesPerSecond, Grace);
    }

    // Streams that the client has reset count until their work has ended: the web server breaks off a connection that has twice as many.
    private static void Limit(Http2Limits limits)
    {
        limits.MaxStreamsPerConnection = MaxHttp2Streams;
        limits.InitialConnectionWindowSize = Http2WindowBytes;
        limits.InitialStreamWindowSize = Http2WindowBytes;
        limits.MaxFrameSize = MinHttp2FrameBytes;
        limits.MaxRequestHeaderFieldSize = MaxRequestLineBytes;
        limits.KeepAlivePingDelay = PingDelay;
        limits.KeepAlivePingTimeout = PingTimeout;

        // With a table of headers Kestrel would keep a connection's values to use them again for the next request.
        limits.HeaderTableSize = 0;
    }
}
