using System.Globalization;
using System.Text;
using Iris.Cli.Verification;

namespace Iris.Load.Soak;

/// <summary>Clients that do not speak HTTP as they should: slow ones, and ones that hang up. Thread-safe.</summary>
internal sealed class RawClients(LoopbackClients clients)
{
    // A server that lets itself be held for longer does not defend itself.
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan BetweenDrops = TimeSpan.FromMilliseconds(500);

    /// <summary>Sends a body slowly, but not too slowly: it is to be answered.</summary>
    public async Task<SoakOutcome> SendSlowlyAsync(
        (byte[] Content, Func<int, string, bool> IsRight) body, CancellationToken cancellationToken)
    {
        const int Pieces = 20;
        await using Stream connection = await clients.ConnectAsync(cancellationToken);
        await connection.WriteAsync(Head(body.Content.Length, close: true), cancellationToken);
        foreach (byte[] piece in body.Content.Chunk((body.Content.Length / Pieces) + 1))
        {
            await connection.WriteAsync(piece, cancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }

        using var reader = new StreamReader(connection, Encoding.UTF8);
        string answer = await reader.ReadToEndAsync(cancellationToken);
        int status = StatusOf(answer);
        return status is 429 or 503 ? new($"{status}", true) : new($"{status}", body.IsRight(status, ContentOf(answer)));
    }

    /// <summary>Sends a byte now and then, until the server has had enough.</summary>
    /// <param name="inHead">Whether the head is sent like that, or the body.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<SoakOutcome> DripAsync(bool inHead, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LongestHold);
        await using Stream connection = await clients.ConnectAsync(cancellationToken);
        try
        {
            byte[] head = Head(100_000, close: false);
            await connection.WriteAsync(inHead ? head.AsMemory(..20) : head, patience.Token);
            byte[] answer = new byte[4096];
            Task<int> read = connection.ReadAsync(answer, patience.Token).AsTask();
            while (!read.IsCompleted)
            {
                await connection.WriteAsync("a"u8.ToArray(), patience.Token);
                await Task.WhenAny(read, Task.Delay(BetweenDrops, patience.Token));
                patience.Token.ThrowIfCancellationRequested();
            }

            int status = StatusOf(Encoding.UTF8.GetString(answer, 0, await read));
            return new(status == 0 ? "closed" : $"{status}", status is 0 or 408 or 429 or 503);
        }
        catch (IOException)
        {
            return new("closed", true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new($"held the server for {LongestHold.TotalSeconds} s", false);
        }
    }

    /// <summary>Hangs up: in the middle of the body, while the server works, or in the middle of the answer.</summary>
    /// <param name="body">A body.</param>
    /// <param name="turn">Chooses which.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<SoakOutcome> HangUpAsync(byte[] body, int turn, CancellationToken cancellationToken)
    {
        switch (turn % 3)
        {
            case 0:
                await MixedLoad.HangUpAsync(clients, body, body.Length / 2, TimeSpan.FromMilliseconds(20), cancellationToken);
                return new("in the body", true);
            case 1:
                await MixedLoad.HangUpAsync(clients, body, body.Length, TimeSpan.FromMilliseconds(turn % 7 * 30), cancellationToken);
                return new("while it waits", true);
            default:
                await using (Stream connection = await clients.ConnectAsync(cancellationToken))
                {
                    await connection.WriteAsync(Head(body.Length, close: false), cancellationToken);
                    await connection.WriteAsync(body, cancellationToken);
                    int read = await connection.ReadAsync(new byte[10], cancellationToken);
                    return new(read > 0 ? "in the answer" : "closed by the server", read > 0);
                }
        }
    }

    private static byte[] Head(int length, bool close) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"POST /compare HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{(close ? "Connection: close\r\n" : "")}Content-Length: {length}\r\n\r\n"));

    // HTTP/1.1 200 OK
    private static int StatusOf(string answer) =>
        answer.Length >= 12 && int.TryParse(answer.AsSpan(9, 3), CultureInfo.InvariantCulture, out int status) ? status : 0;

    // Also where it comes in chunks: there is one object in it.
    private static string ContentOf(string answer) =>
        answer.IndexOf('{', StringComparison.Ordinal) is >= 0 and int start ? answer[start..(answer.LastIndexOf('}') + 1)] : "";
}
