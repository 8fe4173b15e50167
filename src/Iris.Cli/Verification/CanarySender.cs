namespace Iris.Cli.Verification;

/// <summary>Sends canaries one at a time: each request by a client of its own, whose answer is kept and whose traces are looked for at once.</summary>
internal sealed class CanarySender(
    ServerUnderTest server, LoopbackClients clients, CanarySearch search, Observations seen, CancellationToken cancellationToken)
{
    /// <summary>Sends a request with a canary in every part.</summary>
    /// <param name="kind">Names it in a report.</param>
    /// <param name="expected">The status that the answer should have.</param>
    /// <param name="body">Makes the body.</param>
    public Task SendAsync(string kind, int expected, Func<CanaryRequest, string> body)
    {
        var request = new CanaryRequest();
        return SendAsync(kind, request, body(request), expected, request.InBody);
    }

    /// <summary>Sends a request.</summary>
    /// <param name="kind">Names it in a report.</param>
    /// <param name="request">The request.</param>
    /// <param name="body">Its body.</param>
    /// <param name="expected">The status that the answer should have.</param>
    /// <param name="goneAtOnce">What must be gone when the answer has been read.</param>
    public Task SendAsync(string kind, CanaryRequest request, string body, int expected, Dictionary<string, byte[]> goneAtOnce) =>
        SendAsync(kind, request, client => request.SendAsync(client, body, cancellationToken), expected, goneAtOnce);

    /// <summary>Sends a request to a path of the caller's choice.</summary>
    /// <param name="kind">Names it in a report.</param>
    /// <param name="request">The request.</param>
    /// <param name="send">Sends it.</param>
    /// <param name="expected">The status that the answer should have.</param>
    /// <param name="goneAtOnce">What must be gone when the answer has been read.</param>
    public async Task SendAsync(
        string kind,
        CanaryRequest request,
        Func<HttpClient, Task<(int Status, string Text)>> send,
        int expected,
        Dictionary<string, byte[]> goneAtOnce)
    {
        using HttpClient client = clients.Create(server.Http);
        int status = 0;
        string text = "";
        try
        {
            (status, text) = await send(client);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError != HttpRequestError.ConnectionError)
        {
            // A server may break the connection off instead of reading a body that it does not want.
        }

        await search.ScanAtOnceAsync(kind, goneAtOnce);
        Keep(kind, expected, status, text, request);
    }

    /// <summary>Sends a request by a client of the caller's choice; its traces are looked for after the scrub alone.</summary>
    public async Task SendAsync(string kind, CanaryRequest request, string body, HttpClient client)
    {
        (int status, string text) = await request.SendAsync(client, body, cancellationToken);
        Keep(kind, 200, status, text, request);
    }

    /// <summary>Asks for another route, and keeps its answer.</summary>
    /// <param name="client">Asks.</param>
    /// <param name="path">The route.</param>
    /// <param name="remembered">What it is called in a report, if not that.</param>
    public async Task GetAsync(HttpClient client, string path, string? remembered = null)
    {
        using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        seen.OtherRoutes[remembered ?? path] = ((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    private void Keep(string kind, int expected, int status, string text, CanaryRequest request)
    {
        seen.Answers.Add(new(kind, expected, status, text, expected == 200 ? request.Names : []));
        search.Remember(kind, request.All);
    }
}
