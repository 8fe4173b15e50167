using System.Net;
using System.Text.Json;
using Iris.Cli.Verification.Checks;
using Iris.Cli.Verification.Linux;

namespace Iris.Cli.Verification;

/// <summary>Drives a server with canaries, good requests and bad ones, and has them looked for in its memory.</summary>
internal sealed class CanaryDrive : IAsyncDisposable
{
    private const int SmallFiller = 3_000;
    private const int LargeFiller = 20_000_000;
    private const int LoadRequests = 96;

    // A name about as long as a server takes, and an answer of 8 KB, which does not fit into one of the web server's blocks of 4 KB.
    private const int CanariesInLongName = 24;
    private const int ManyPeople = 100;

    private readonly ServerUnderTest _server;
    private readonly LoopbackClients _clients;
    private readonly CanaryPictures _pictures;
    private readonly Observations _seen;
    private readonly CanarySearch _search;
    private readonly CanarySender _sender;
    private readonly CancellationToken _cancellation;

    private CanaryDrive(ServerUnderTest server, CanaryPictures pictures, CancellationToken cancellationToken)
    {
        _server = server;
        _clients = new LoopbackClients(server.Http);
        _pictures = pictures;
        _seen = new Observations { Face = FaceTraces.Of(CanaryRequest.Face, server.Pack), Watch = new ProcessWatch(server.ProcessId) };
        _search = new CanarySearch(server, _clients, _seen, cancellationToken);
        _sender = new CanarySender(server, _clients, _search, _seen, cancellationToken);
        _cancellation = cancellationToken;
    }

    /// <summary>Drives a server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="progress">Is told what is being done.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="VerificationException">Its memory may not be read, or it does not answer.</exception>
    public static async Task<Observations> RunAsync(ServerUnderTest server, Action<string> progress, CancellationToken cancellationToken)
    {
        await using CanaryPictures pictures = await CanaryPictures.StartAsync();
        await using var drive = new CanaryDrive(server, pictures, cancellationToken);
        await drive.RequirePackAsync();
        long? stored = ProcFile.StorageBytes(server.ProcessId);

        progress("data URIs");
        await drive.SendDataUrisAsync();
        progress("forms and streams");
        await drive.SendToV1Async();
        progress("pictures by URL");
        await drive.SendUrlsAsync();
        drive._seen.FetchedPictures = pictures.AreFetched;
        progress("bad requests");
        await drive.SendBadRequestsAsync();
        if (server.Https is not null)
        {
            progress("HTTPS");
            await drive.SendOverHttpsAsync(server.Https);
        }

        progress("a mixed load");
        long first = await drive.LoadAsync();
        progress("the same load again");
        drive._seen.Resident = (first, await drive.LoadAsync());
        drive._seen.StorageBytes = ProcFile.StorageBytes(server.ProcessId) - stored;
        progress("what else it answers");
        await drive.AskOtherRoutesAsync();
        return drive._seen;
    }

    public ValueTask DisposeAsync() => _seen.Watch.DisposeAsync();

    private async Task RequirePackAsync()
    {
        using HttpClient client = _clients.Create(_server.Http);
        await PackClaim.RequireAsync(client, _server.Pack.Manifest, _cancellation);
    }

    private async Task SendDataUrisAsync()
    {
        await SendDataUriAsync("data URI", new CanaryRequest(SmallFiller));
        RequireMatch();
        await SendDataUriAsync("data URI of 20 MB", new CanaryRequest(LargeFiller));
        await SendDataUriAsync("name of 1 KB", new CanaryRequest(canariesInName: CanariesInLongName));
        await SendDataUriAsync($"{ManyPeople} people", new CanaryRequest(people: ManyPeople));
        await _search.ScanAfterScrubAsync(_seen.Scrubbed);
    }

    private Task SendDataUriAsync(string kind, CanaryRequest request) =>
        _sender.SendAsync(kind, request, request.BodyWithPicture(), 200, request.InBody);

    private async Task SendToV1Async()
    {
        foreach ((string kind, int filler, int people, bool namesInField, string? accept) in ((string, int, int, bool, string?)[])
        [
            ("form", SmallFiller, 1, false, null),
            ("form of 20 MB", LargeFiller, 1, false, null),
            ("form with names in a field", SmallFiller, 8, true, null),
            ("form answered line by line", SmallFiller, ManyPeople, false, "application/x-ndjson"),
            ("form answered by events", SmallFiller, 8, true, "text/event-stream"),
        ])
        {
            var request = new CanaryRequest(filler, people);
            await _sender.SendAsync(
                kind, request, client => request.SendFormAsync(client, namesInField, accept, _cancellation), 200, request.InBody);
        }

        var faces = new CanaryRequest();
        await _sender.SendAsync("picture to find faces in", faces, client => faces.SendForFacesAsync(client, _cancellation), 200, faces.InBody);
        await _search.ScanAfterScrubAsync(_seen.Scrubbed);
    }

    private async Task SendUrlsAsync()
    {
        foreach ((string kind, int filler) in ((string, int)[])[("URL", SmallFiller), ("URL of 20 MB", LargeFiller), ("URL again", SmallFiller)])
        {
            // The picture and its address are the HTTP client's until the scrub.
            var request = new CanaryRequest(filler);
            await _sender.SendAsync(kind, request, _pictures.Offer(request), 200, request.InName);
        }

        await _search.ScanAfterScrubAsync(_seen.Scrubbed);
    }

    private async Task SendBadRequestsAsync()
    {
        await new BadRequests(_server, _clients, _pictures, _sender, _search, _seen, _cancellation).SendAsync();
        await _search.ScanAfterScrubAsync(_seen.Scrubbed);
    }

    private async Task SendOverHttpsAsync(Uri https)
    {
        foreach (Version version in (Version[])[HttpVersion.Version11, HttpVersion.Version20])
        {
            for (int i = 1; i <= 3; i++)
            {
                var request = new CanaryRequest();
                using HttpClient client = _clients.Create(https, version);
                await _sender.SendAsync(
                    $"HTTPS, HTTP/{version}, request {i}", request, i == 2 ? _pictures.Offer(request) : request.BodyWithPicture(), client);
            }
        }

        await _search.ScanAfterScrubAsync(_seen.Scrubbed);
    }

    private async Task<long> LoadAsync()
    {
        var load = new MixedLoad(_server.Http, _clients, _pictures);
        Task running = load.RunAsync(LoadRequests, _cancellation);
        await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(500), _cancellation));
        _seen.Threads = (ProcFile.StatusOfThreads(_server.ProcessId, "NoNewPrivs"), ProcFile.StatusOfThreads(_server.ProcessId, "Seccomp"));
        await running;

        _seen.LoadRequests = load.Requests.Count;
        int number = 0;
        foreach (CanaryRequest request in load.Requests)
        {
            _search.Remember($"request {++number} of a load", request.All);
        }

        foreach (Answer answer in load.Answers)
        {
            _seen.Answers.Add(answer);
        }

        return await _search.ScanAfterScrubAsync(_seen.AfterLoad);
    }

    private async Task AskOtherRoutesAsync()
    {
        using HttpClient client = _clients.Create(_server.Http);
        await _sender.GetAsync(client, "/health");
        await _sender.GetAsync(client, "/stats");
        await _sender.GetAsync(client, "/v1/privacy");
        await _sender.GetAsync(client, "/v1/status");
        _seen.Claims = await PrivacyClaims.AskAsync(client, _cancellation);
    }

    // Without an answer that proves an analysis there is nothing to look for.
    private void RequireMatch()
    {
        Answer first = _seen.Answers.Single();
        bool isMatch = first.Status == 200 && AnswerCheck.TryParse(first.Text, out JsonElement json)
            && json.TryGetProperty("matches", out JsonElement matches) && matches.ValueKind == JsonValueKind.Array && matches.GetArrayLength() == 1;
        if (!isMatch)
        {
            throw new VerificationException($"The server does not recognise the face of the canaries (status {first.Status}): is its threshold higher than its model pack's?");
        }
    }
}
