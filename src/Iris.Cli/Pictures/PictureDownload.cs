using Iris.Client;

namespace Iris.Cli.Pictures;

/// <summary>
/// Fetches pictures that the user of this machine has named, from wherever that user may. A server, which others ask, has rules of its own
/// for that: docs/security.md. Thread-safe.
/// </summary>
internal sealed class PictureDownload : IDisposable
{
    /// <summary>The largest picture, as of a server that nobody has told otherwise.</summary>
    public const int MaxBytes = 40 * 1024 * 1024;

    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxAutomaticRedirections = 5, UseCookies = false })
    {
        MaxResponseContentBufferSize = MaxBytes,
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>Fetches a picture.</summary>
    /// <returns>The bytes, or why there are none.</returns>
    public async Task<(ReadOnlyMemory<byte> Bytes, Outcome? Failure)> ReadAsync(Uri url, CancellationToken cancellationToken)
    {
        try
        {
            return (await _http.GetByteArrayAsync(url, cancellationToken), null);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return (default, Outcome.TooLarge);
        }
        catch (HttpRequestException)
        {
            return (default, Outcome.FetchFailed);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (default, Outcome.TimedOut);
        }
    }

    public void Dispose() => _http.Dispose();
}
