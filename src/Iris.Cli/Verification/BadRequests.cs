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

    // A busy server takes a moment to read what was sent.
    private const int Looks = 5;

    private static readonly TimeSpan HangUpAfter = TimeSpan.FromMilliseconds(60);

    /// <summary>Sends one of each kind.</summary>
    public async Task SendAsync()
    {
        await sender.SendAsync("malformed JSON", 400, static request => request.MalformedBody());
        await sender.SendAsync("wrong shape", 422, static request => request.MisshapenBody());
        await sender.SendAsync("undecodable picture", 200, static request => request.BodyWithUndecodablePicture());
        await sender.SendAsync("oversized body", 413, request => request.BodyWithPicture().PadRight(server.MaxRequestBytes + 1));
        await sender.SendAsync("URL that nobody answers", 200, static request => request.Body("http://127.0.0.1:1" + request.Path));
        await sender.SendAsync("URL that times out", 200, pictures.Withhold);
        await HoldBackAsync();
        await HangUpAsync("client that hangs up during the analysis", new CanaryRequest(people: CandidatesOfHangUp));

        using HttpClient client = clients.Create(server.Http);
        var unknown = new CanaryRequest();
        await sender.GetAsync(client, unknown.Path, remembered: "/unknown");
        search.Remember("unknown path", unknown.InUrl);
    }

    // The scanner that finds nothing later must find a request now that is still coming: its body is there as far as it was sent.
    private async Task HoldBackAsync()
    {
        var request = new CanaryRequest();
        byte[] body = Encoding.UTF8.GetBytes(request.BodyWithPicture());
        await MixedLoad.HangUpAsync(clients, body, body.Length - 1, async () =>
        {
            for (int i = 0; i < Looks && seen.FoundInFlight == 0; i++)
            {
                await Task.Delay(CanarySearch.AtOnce, cancellationToken);
                seen.FoundInFlight = search.Scan(request.InBody).Hits.Select(static hit => hit.Canary).Distinct().Count();
            }
        }, cancellationToken);
        search.Remember("body that is cut off", request.InBody);
    }

    private async Task HangUpAsync(string kind, CanaryRequest request)
    {
        byte[] body = Encoding.UTF8.GetBytes(request.BodyWithPicture());
        await MixedLoad.HangUpAsync(clients, body, body.Length, HangUpAfter, cancellationToken);
        search.Remember(kind, request.InBody);
    }
}
