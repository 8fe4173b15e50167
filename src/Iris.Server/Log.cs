using Iris.Server.Health;

namespace Iris.Server;

/// <summary>Everything that the server itself logs. Event ids are stable; no argument ever comes from a request.</summary>
internal static partial class Log
{
    public const string Category = "Iris";

    [LoggerMessage(2, LogLevel.Information, "Iris {Version} is ready: model pack {Pack} {PackVersion}, matches above a similarity of {Threshold}.")]
    public static partial void Ready(ILogger logger, string version, string pack, string packVersion, float threshold);

    [LoggerMessage(1, LogLevel.Error, "A request failed unexpectedly: {ExceptionType}.")]
    public static partial void RequestFailed(ILogger logger, string exceptionType);

    [LoggerMessage(3, LogLevel.Information, "Privacy enforced: {Invariants}. GET /v1/privacy says by what.")]
    public static partial void PrivacyEnforced(ILogger logger, string invariants);

    [LoggerMessage(4, LogLevel.Warning, "Privacy not enforced: {Missing}. See docs/privacy.md.")]
    public static partial void PrivacyMissing(ILogger logger, string missing);

    [LoggerMessage(6, LogLevel.Information, "Resident memory stays under {Ceiling} MiB: {Budget} for bodies and pictures, {Connections} for connections, {Program} for the program and its networks.")]
    public static partial void MemoryBounded(ILogger logger, long ceiling, long budget, long connections, long program);

    [LoggerMessage(7, LogLevel.Warning, "Everybody who can reach this server may use it. Set Iris:Access:KeyFile, Iris:Access:Jwt:Authority or Iris:Access:ClientCertificates:TrustedRoots, or listen on localhost alone: docs/access.md.")]
    public static partial void OpenToAll(ILogger logger);

    [LoggerMessage(8, LogLevel.Warning, "Keys and tokens come in clear on an address that other machines can reach. Listen on https, or on localhost alone behind a proxy that ends it: docs/access.md.")]
    public static partial void CredentialsInClear(ILogger logger);

    [LoggerMessage(9, LogLevel.Warning, "The key file has changed and cannot be read: the keys that it had stay in force. {ExceptionType}.")]
    public static partial void KeyFileRefused(ILogger logger, string exceptionType);

    [LoggerMessage(10, LogLevel.Information, "API keys in force: {Keys}.")]
    public static partial void KeysInForce(ILogger logger, int keys);

    [LoggerMessage(11, LogLevel.Information, "Metrics are served on port {Port}.")]
    public static partial void MetricsServed(ILogger logger, int port);

    [LoggerMessage(12, LogLevel.Warning, "Not ready: a try of the engine ended with {State}.")]
    public static partial void NotReady(ILogger logger, EngineState state);

    [LoggerMessage(5, LogLevel.Error, "Scrubbing memory failed and will be tried again: {ExceptionType}.")]
    public static partial void ScrubFailed(ILogger logger, string exceptionType);
}
