using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Iris.Cli.Verification;

/// <summary>Many requests at once, good and bad: each is a request of its own from a client of its own. Thread-safe.</summary>
internal sealed class MixedLoad(Uri server, LoopbackClients clients, CanaryPictures pictures)
{
    /// <summary>How many requests are under way at a time.</summary>
    public const int Concurrency = 16;

    private const int Kinds = 10;
    private const int LargePicture = 3_000_000;

    /// <summary>What was sent, and what the answer should be.</summary>
    public ConcurrentBag<CanaryRequest> Requests { get; } = [];

    /// <summary>What was answered.</summary>
    public ConcurrentBag<Answer> Answers { get; } = [];

    /// <summary>Sends requests and waits for their answers.</summary>
    public Task RunAsync(int requests, CancellationToken cancellationToken) => Parallel.ForAsync(
        0, requests, new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken }, SendAsync);

    /// <summary>Sends a body as one whose end never comes, and hangs up.</summary>
    /// <param name="clients">Connects.</param>
    /// <param name="body">The body.</param>
    /// <param name="sent">How many of its bytes are sent.</param>
    /// <param name="patience">How long the client waits after that.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task HangUpAsync(
        LoopbackClients clients, byte[] body, int sent, TimeSpan patience, CancellationToken cancellationToken) =>
        HangUpAsync(clients, body, sent, () => Task.Delay(patience, cancellationToken), cancellationToken);

    /// <summary>Sends a body as one whose end never comes, and hangs up when something else is done.</summary>
    /// <param name="clients">Connects.</param>
    /// <param name="body">The body.</param>
    /// <param name="sent">How many of its bytes are sent.</param>
    /// <param name="meanwhile">What is done before the client hangs up.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task HangUpAsync(
        LoopbackClients clients, byte[] body, int sent, Func<Task> meanwhile, CancellationToken cancellationToken)
    {
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"POST /compare HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n");
        await using Stream connection = await clients.ConnectAsync(cancellationToken);
        await connection.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body.AsSpan(0, sent)], cancellationToken);
        await meanwhile();
    }

    private async ValueTask SendAsync(int i, CancellationToken cancellationToken)
    {
        var request = new CanaryRequest(i % (4 * Kinds) == 0 ? LargePicture : 3_000);
        Requests.Add(request);
        if (i % Kinds is 8 or 9)
        {
            await SendFormAsync(request, isStream: i % Kinds == 9, cancellationToken);
            return;
        }

        (string kind, int expected, string body) = (i % Kinds) switch
        {
            3 => ("load: URL", 200, pictures.Offer(request)),
            4 => ("load: malformed JSON", 400, request.MalformedBody()),
            5 => ("load: wrong shape", 422, request.MisshapenBody()),
            6 => ("load: undecodable picture", 200, request.BodyWithUndecodablePicture()),
            7 => ("load: hang-up", 0, request.BodyWithPicture()),
            _ => ("load: data URI", 200, request.BodyWithPicture()),
        };
        if (expected == 0)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(body);
            await HangUpAsync(clients, bytes, bytes.Length, TimeSpan.FromMilliseconds(10), cancellationToken);
            return;
        }

        using HttpClient client = clients.Create(server);
        (int status, string text) = await request.SendAsync(client, body, cancellationToken);
        Answers.Add(new(kind, expected, status, text, expected == 200 ? request.Names : []));
    }

    private async Task SendFormAsync(CanaryRequest request, bool isStream, CancellationToken cancellationToken)
    {
        using HttpClient client = clients.Create(server);
        (int status, string text) = await request.SendFormAsync(
            client, namesInField: isStream, isStream ? "application/x-ndjson" : null, cancellationToken);
        Answers.Add(new(isStream ? "load: form answered line by line" : "load: form", 200, status, text, request.Names));
    }
}

/// <summary>An answer.</summary>
/// <param name="Request">What kind of request it answers.</param>
/// <param name="ExpectedStatus">The status that it should have.</param>
/// <param name="Status">The status that it has.</param>
/// <param name="Text">Its body.</param>
/// <param name="Names">The names that it may give back.</param>
internal sealed record Answer(string Request, int ExpectedStatus, int Status, string Text, IReadOnlyList<string> Names);
