using System.Net;
using System.Text;
using Iris.Cli.Verification.Linux;

namespace Iris.Cli.Verification;

/// <summary>Drives a server with canaries, good requests and bad ones, and looks for them in its memory.</summary>
internal sealed class CanaryDrive : IAsyncDisposable
{
    /// <summary>How long after the last request everything must be gone.</summary>
    public static readonly TimeSpan UntilScrubbed = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long after an answer the memory is read: for the server's thread to come from the last byte to the end of its method, also where
    /// many wait for a processor. The scrub, which has more time, begins later.
    /// </summary>
    public static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(0.1);

    private const int SmallFiller = 3_000;
    private const int LargeFiller = 20_000_000;
    private const int LoadRequests = 96;
    private const int CandidatesOfHangUp = 8;

    private static readonly TimeSpan HangUpAfter = TimeSpan.FromMilliseconds(60);

    private readonly ServerUnderTest _server;
    private readonly LoopbackClients _clients;
    private readonly CanaryPictures _pictures;
    private readonly Observations _seen;
    private readonly Dictionary<string, byte[]> _face = FaceTraces.Of(CanaryRequest.Face);
    private readonly CancellationToken _cancellation;

    // What the next scan after a scrub looks for.
    private readonly Dictionary<string, byte[]> _pending = [];

    private CanaryDrive(ServerUnderTest server, CanaryPictures pictures, CancellationToken cancellationToken)
    {
        _server = server;
        _clients = new LoopbackClients(server.Http);
        _pictures = pictures;
        _seen = new Observations { Watch = new ProcessWatch(server.ProcessId) };
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
        long? stored = ProcFile.StorageBytes(server.ProcessId);

        progress("data URIs");
        await drive.SendDataUrisAsync();
        progress("pictures by URL");
        await drive.SendUrlsAsync();
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

    private async Task SendDataUrisAsync()
    {
        foreach ((string kind, int filler) in ((string, int)[])[("data URI", SmallFiller), ("data URI of 20 MB", LargeFiller)])
        {
            var request = new CanaryRequest(filler);
            await SendAsync(kind, request, request.BodyWithPicture(), 200, request.InBody);
        }

        RequireMatch();
        await ScanAfterScrubAsync(_seen.Scrubbed);
    }

    private async Task SendUrlsAsync()
    {
        foreach ((string kind, int filler) in ((string, int)[])[("URL", SmallFiller), ("URL of 20 MB", LargeFiller), ("URL again", SmallFiller)])
        {
            // The picture and its address are the HTTP client's until the scrub.
            var request = new CanaryRequest(filler);
            await SendAsync(kind, request, _pictures.Offer(request), 200, request.InName);
        }

        await ScanAfterScrubAsync(_seen.Scrubbed);
    }

    private async Task SendBadRequestsAsync()
    {
        await SendAsync("malformed JSON", 400, static request => request.MalformedBody());
        await SendAsync("wrong shape", 422, static request => request.MisshapenBody());
        await SendAsync("undecodable picture", 200, static request => request.BodyWithUndecodablePicture());
        await SendAsync("oversized body", 413, request => request.BodyWithPicture().PadRight(_server.MaxRequestBytes + 1));
        await SendAsync("URL that nobody answers", 200, static request => request.Body("http://127.0.0.1:1" + request.Path));
        await SendUrlThatTimesOutAsync();

        var cutOff = new CanaryRequest();
        byte[] body = Encoding.UTF8.GetBytes(cutOff.BodyWithPicture());
        await MixedLoad.HangUpAsync(_clients, body, body.Length - 1, TimeSpan.Zero, _cancellation);
        Remember("body that is cut off", cutOff.InBody);

        // Enough candidates for the analysis to last until then.
        var hungUp = new CanaryRequest();
        string picture = "data:;base64," + Convert.ToBase64String(hungUp.Picture);
        body = Encoding.UTF8.GetBytes(hungUp.Body([.. Enumerable.Repeat(picture, CandidatesOfHangUp)]));
        await MixedLoad.HangUpAsync(_clients, body, body.Length, HangUpAfter, _cancellation);
        Remember("client that hangs up during the analysis", hungUp.InBody);

        using (HttpClient client = _clients.Create(_server.Http))
        {
            var unknown = new CanaryRequest();
            await GetAsync(client, unknown.Path, remembered: "/unknown");
            Remember("unknown path", unknown.InUrl);
        }

        await ScanAfterScrubAsync(_seen.Scrubbed);
    }

    // While it waits, its parts are there: the scanner that finds nothing later must find them now.
    private async Task SendUrlThatTimesOutAsync()
    {
        const string Kind = "URL that times out";
        var request = new CanaryRequest();
        using HttpClient client = _clients.Create(_server.Http);
        Task<(int, string)> answer = request.SendAsync(client, _pictures.Withhold(request), _cancellation);
        await Task.WhenAny(_pictures.KeptWaiting, answer);
        _seen.FoundInFlight = Scan(request.All).Hits.Select(static hit => hit.Canary).Distinct().Count();
        (int status, string text) = await answer;
        _seen.Answers.Add(new(Kind, 200, status, text, request.Name));
        await ScanAtOnceAsync(Kind, request.InName);
        Remember(Kind, request.All);
    }

    private async Task SendOverHttpsAsync(Uri https)
    {
        foreach (Version version in (Version[])[HttpVersion.Version11, HttpVersion.Version20])
        {
            for (int i = 1; i <= 3; i++)
            {
                string kind = $"HTTPS, HTTP/{version}, request {i}";
                var request = new CanaryRequest();
                using HttpClient client = _clients.Create(https, version);
                (int status, string text) = await request.SendAsync(client, i == 2 ? _pictures.Offer(request) : request.BodyWithPicture(), _cancellation);
                _seen.Answers.Add(new(kind, 200, status, text, request.Name));
                Remember(kind, request.All);
            }
        }

        await ScanAfterScrubAsync(_seen.Scrubbed);
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
            Remember($"request {++number} of a load", request.All);
        }

        foreach (Answer answer in load.Answers)
        {
            _seen.Answers.Add(answer);
        }

        await Task.Delay(UntilScrubbed, _cancellation);
        long resident = ProcFile.ResidentBytes(_server.ProcessId);
        ScanPending(_seen.AfterLoad);
        return resident;
    }

    private async Task AskOtherRoutesAsync()
    {
        using HttpClient client = _clients.Create(_server.Http);
        await GetAsync(client, "/health");
        await GetAsync(client, "/stats");
        await GetAsync(client, "/v1/privacy");
        _seen.Claims = await PrivacyClaims.AskAsync(client, _cancellation);
    }

    private async Task GetAsync(HttpClient client, string path, string? remembered = null)
    {
        using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative), _cancellation);
        _seen.OtherRoutes[remembered ?? path] = ((int)response.StatusCode, await response.Content.ReadAsStringAsync(_cancellation));
    }

    private Task SendAsync(string kind, int expected, Func<CanaryRequest, string> body)
    {
        var request = new CanaryRequest();
        return SendAsync(kind, request, body(request), expected, request.InBody);
    }

    private async Task SendAsync(string kind, CanaryRequest request, string body, int expected, Dictionary<string, byte[]> goneAtOnce)
    {
        using HttpClient client = _clients.Create(_server.Http);
        int status = 0;
        string text = "";
        try
        {
            (status, text) = await request.SendAsync(client, body, _cancellation);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError != HttpRequestError.ConnectionError)
        {
            // A server may break the connection off instead of reading a body that it does not want.
        }

        await ScanAtOnceAsync(kind, goneAtOnce);
        _seen.Answers.Add(new(kind, expected, status, text, expected == 200 ? request.Name : null));
        Remember(kind, request.All);
    }

    private void Remember(string kind, Dictionary<string, byte[]> canaries)
    {
        foreach ((string name, byte[] bytes) in Labelled(kind, canaries))
        {
            _pending[name] = bytes;
            _seen.Sent[name] = bytes;
        }
    }

    private async Task ScanAfterScrubAsync(List<MemoryScan> scans)
    {
        await Task.Delay(UntilScrubbed, _cancellation);
        ScanPending(scans);
    }

    private void ScanPending(List<MemoryScan> scans)
    {
        _seen.Addresses = 0;
        foreach (IPEndPoint client in _clients.Used)
        {
            LoopbackClients.AddCanaries(_pending, client, ++_seen.Addresses);
            LoopbackClients.AddCanaries(_seen.Sent, client, _seen.Addresses);
        }

        scans.Add(Scan(_pending.Concat(_face)));
        _pending.Clear();
    }

    private async Task ScanAtOnceAsync(string kind, Dictionary<string, byte[]> canaries)
    {
        await Task.Delay(AtOnce, _cancellation);
        _seen.AtOnce.Add(Scan(Labelled(kind, canaries).Concat(_face)));
    }

    private MemoryScan Scan(IEnumerable<KeyValuePair<string, byte[]>> canaries)
    {
        try
        {
            using FrozenProcess? frozen = _server.MayStandStill ? new FrozenProcess(_server.ProcessId) : null;
            return MemoryScanner.Scan(_server.ProcessId, new Dictionary<string, byte[]>(canaries));
        }
        catch (UnauthorizedAccessException)
        {
            throw new VerificationException(
                "The memory of the server may not be read: run this as root, or restart the server with --Iris:Privacy:AllowInspection=true.");
        }
        catch (IOException)
        {
            throw new VerificationException("The server ended while it was looked at.");
        }
    }

    // Without an answer that proves an analysis there is nothing to look for.
    private void RequireMatch()
    {
        Answer first = _seen.Answers.First(static answer => answer.Request == "data URI");
        if (first.Status != 200 || !first.Text.Contains(first.Name!, StringComparison.Ordinal))
        {
            throw new VerificationException($"The server does not recognise the face of the canaries (status {first.Status}): is it Iris with its default models?");
        }
    }

    private static IEnumerable<KeyValuePair<string, byte[]>> Labelled(string kind, Dictionary<string, byte[]> canaries) =>
        canaries.Select(canary => KeyValuePair.Create($"{canary.Key} of ‘{kind}’", canary.Value));
}
