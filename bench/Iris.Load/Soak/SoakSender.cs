using System.Text.Json;
using Iris.Cli.Verification;

namespace Iris.Load.Soak;

/// <summary>Sends whole requests, each from an address of its own, again where the server asks for patience. Thread-safe.</summary>
internal sealed class SoakSender(Uri server, LoopbackClients clients, SoakTally tally)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Sends a body and looks at the answer.</summary>
    /// <param name="body">The body.</param>
    /// <param name="isRight">What to make of the answer's status and text.</param>
    /// <param name="contentType">The body's type.</param>
    /// <param name="mayHangUp">Whether the server may close the connection instead of reading on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<SoakOutcome> SendAsync(
        byte[] body, Func<int, string, bool> isRight, CancellationToken cancellationToken, string contentType = "application/json", bool mayHangUp = false)
    {
        while (true)
        {
            using HttpClient client = clients.Create(server);
            client.Timeout = Longest;
            using var content = new ByteArrayContent(body) { Headers = { { "Content-Type", contentType } } };
            try
            {
                using HttpResponseMessage response = await client.PostAsync(new Uri("/compare", UriKind.Relative), content, cancellationToken);
                string text = await response.Content.ReadAsStringAsync(cancellationToken);
                int status = (int)response.StatusCode;
                if (status is not (429 or 503))
                {
                    bool right = isRight(status, text);
                    return new(right ? $"{status}" : $"{status}, not the answer that is right", right);
                }

                if (response.Headers.RetryAfter?.Delta is not { } delay)
                {
                    return new($"{status} without Retry-After", false);
                }

                tally.AddBusy();
                await Task.Delay(delay, cancellationToken);
            }
            catch (HttpRequestException exception)
            {
                return new($"no answer: {exception.HttpRequestError}", mayHangUp);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return new("no answer in time", false);
            }
        }
    }

    /// <summary>The matches in an answer; null where it is none.</summary>
    public static IReadOnlyList<(string Name, int Probability)>? Matches(int status, string text)
    {
        if (status != 200)
        {
            return null;
        }

        using var answer = JsonDocument.Parse(text);
        return [.. answer.RootElement.GetProperty("matches").EnumerateArray()
            .Select(match => (match.GetProperty("name").GetString()!, match.GetProperty("probability").GetInt32()))];
    }

    /// <summary>Whether an answer is one without matches.</summary>
    public static bool HasNoMatches(int status, string text) => Matches(status, text) is { Count: 0 };
}
