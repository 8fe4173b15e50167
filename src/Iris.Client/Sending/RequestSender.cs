using System.Net.Http.Headers;

namespace Iris.Client.Sending;

/// <summary>Sends requests, and again when the server says when to come back. Thread-safe.</summary>
internal sealed class RequestSender(HttpClient http, Uri server, IrisClientOptions options)
{
    private const string ApiKeyHeader = "X-Api-Key";

    // Of a larger body it is worth asking first whether it is wanted: what is refused is not sent, and the refusal not lost in a connection
    // that the server closes meanwhile.
    private const long LargestUnannouncedBody = 64 * 1024;

    /// <summary>Asks for something.</summary>
    /// <exception cref="IrisException">The server refuses.</exception>
    public Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, body: null, AnswerReader.Json, cancellationToken);

    /// <summary>Sends pictures.</summary>
    /// <returns>The answer, whose body has not been read. The caller releases it.</returns>
    /// <exception cref="IrisException">The server refuses.</exception>
    public Task<HttpResponseMessage> PostAsync(string path, RequestBody body, string accept, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, body, accept, cancellationToken);

    /// <summary>Asks once, whatever the answer is.</summary>
    public async Task<HttpResponseMessage> AskOnceAsync(string path, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = CreateRequest(HttpMethod.Get, path, body: null, AnswerReader.Json);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, RequestBody? body, string accept, CancellationToken cancellationToken)
    {
        if (body is { CanBeSent: false })
        {
            throw new InvalidOperationException("A picture's stream has been read by an earlier request, and cannot seek.");
        }

        for (int retry = 0; ; retry++)
        {
            using HttpRequestMessage request = CreateRequest(method, path, body, accept);
            HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                TimeSpan? asked = RetryWait.Asked(response.Headers.RetryAfter, options.TimeProvider.GetUtcNow());
                bool mayRetry = RetryWait.IsForNow(response.StatusCode) && retry < options.MaxRetries && body is not { CanBeSent: false };
                if (!mayRetry || RetryWait.Of(asked, retry, options.MaxRetryDelay, options.Random) is not { } wait)
                {
                    throw new IrisException(await AnswerReader.ReadProblemAsync(response, cancellationToken), asked);
                }

                response.Dispose();
                await Task.Delay(wait, options.TimeProvider, cancellationToken);
            }
        }
    }

    private HttpRequestMessage CreateRequest(HttpMethod method, string path, RequestBody? body, string accept)
    {
        var request = new HttpRequestMessage(method, new Uri(server, path))
        {
            Version = http.DefaultRequestVersion,
            VersionPolicy = http.DefaultVersionPolicy,
            Content = body?.CreateContent(),
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        if (options.ApiKey is { } key)
        {
            request.Headers.Add(ApiKeyHeader, key);
        }

        if (options.BearerToken is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (request.Content is { } content && content.Headers.ContentLength is null or > LargestUnannouncedBody)
        {
            request.Headers.ExpectContinue = true;
        }

        return request;
    }
}
