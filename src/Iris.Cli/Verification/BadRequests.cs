using System.Text;

namespace Iris.Cli.Verification;

/// <summary>The requests that go wrong, and whose parts have to go all the same.</summary>
internal sealed class BadRequests(
    ServerUnderTest server,
    LoopbackClients clients,
    CanaryPictures pictures,
    CanarySender sender,
    CanarySearch search,
    Observations seen,
    CancellationToken cancellationToken)
{
    // Enough candidates for the analysis to last until the client hangs up.
    private const int CandidatesOfHangUp = 8;

    private static readonly TimeSpan HangUpAfter = TimeSpan.FromMilliseconds(60);

    /// <summary>Sends one of each kind.</summary>
    public async Task SendAsync()
    {
        await sender.SendAsync("malformed JSON", 400, static request => request.MalformedBody());
        await sender.SendAsync("wrong shape", 422, static request => request.MisshapenBody());
        await sender.SendAsync("undecodable picture", 200, static request => request.BodyWithUndecodablePicture());
        await sender.SendAsync("oversized body", 413, request => request.BodyWithPicture().PadRight(server.MaxRequestBytes + 1));
        await sender.SendAsync("URL that nobody answers", 200, static request => request.Body("http://127.0.0.1:1" + request.Path));
        await SendUrlThatTimesOutAsync();
        await HangUpAsync("body that is cut off", new CanaryRequest(), unsent: 1, TimeSpan.Zero);
        await HangUpAsync("client that hangs up during the analysis", new CanaryRequest(people: CandidatesOfHangUp), unsent: 0, HangUpAfter);

        using HttpClient client = clients.Create(server.Http);
        var unknown = new CanaryRequest();
        await sender.GetAsync(client, unknown.Path, remembered: "/unknown");
        search.Remember("unknown path", unknown.InUrl);
    }

    // While it waits, its parts are there: the scanner that finds nothing later must find them now. The picture's address is the HTTP
    // client's until the scrub.
    private async Task SendUrlThatTimesOutAsync()
    {
        var request = new CanaryRequest();
        Task answer = sender.SendAsync("URL that times out", request, pictures.Withhold(request), 200, request.InName);
        await Task.WhenAny(pictures.KeptWaiting, answer);
        seen.FoundInFlight = search.Scan(request.All).Hits.Select(static hit => hit.Canary).Distinct().Count();
        await answer;
    }

    private async Task HangUpAsync(string kind, CanaryRequest request, int unsent, TimeSpan patience)
    {
        byte[] body = Encoding.UTF8.GetBytes(request.BodyWithPicture());
        await MixedLoad.HangUpAsync(clients, body, body.Length - unsent, patience, cancellationToken);
        search.Remember(kind, request.InBody);
    }
}
