using Iris.Client;

namespace Iris.Cli.Pictures;

/// <summary>
/// Fetches pictures that the user of this machine has named, from wherever that user may. A server, which others ask, has rules of its own
/// for that: docs/security.md.
/// </summary>
internal static class PictureDownload
{
    private static readonly TimeSpan LongestFetch = TimeSpan.FromSeconds(30);

    private static readonly HttpClient Http = new(new SocketsHttpHandler { MaxAutomaticRedirections = 5, UseCookies = false })
    {
        // The limit is on the body too.
        Timeout = Timeout.InfiniteTimeSpan,

        // Some servers refuse whoever does not say what it is.
        DefaultRequestHeaders = { { "User-Agent", "iris" } },
    };

    /// <summary>Fetches a picture.</summary>
    /// <returns>The bytes, which the caller releases, or why there are none.</returns>
    public static async Task<PictureContent> ReadAsync(Uri url, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestFetch);
        try
        {
            using HttpResponseMessage response = await Http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (!response.IsSuccessStatusCode)
            {
                return PictureContent.None(Outcome.FetchFailed);
            }

            await using Stream body = await response.Content.ReadAsStreamAsync(limit.Token);
            return await PictureContent.ReadAsync(body, response.Content.Headers.ContentLength ?? 0, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return PictureContent.None(Outcome.TimedOut);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return PictureContent.None(Outcome.FetchFailed);
        }
    }
}
