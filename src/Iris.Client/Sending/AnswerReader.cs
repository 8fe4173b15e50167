using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Iris.Client.Json;

namespace Iris.Client.Sending;

/// <summary>Reads answers.</summary>
internal static class AnswerReader
{
    public const string Json = "application/json";
    public const string JsonLines = "application/x-ndjson";

    private const string ProblemJson = "application/problem+json";
    private const string NoDocument = "about:blank";

    /// <summary>Reads an answer.</summary>
    /// <exception cref="HttpRequestException">It is broken off, or not Iris's.</exception>
    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync(body, type, cancellationToken) ?? throw NotIris(null);
        }
        catch (JsonException exception)
        {
            throw NotIris(exception);
        }
        catch (IOException exception)
        {
            throw BrokenOff(exception);
        }
    }

    /// <summary>Reads results as they come. To stop early ends the answer.</summary>
    /// <exception cref="IrisException">The server broke it off, and says why.</exception>
    /// <exception cref="HttpRequestException">It is broken off, or not Iris's.</exception>
    public static async IAsyncEnumerable<CompareEvent> ReadEventsAsync(
        HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != JsonLines)
        {
            throw NotIris(null);
        }

        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using IAsyncEnumerator<JsonElement> lines = JsonSerializer
            .DeserializeAsyncEnumerable(body, IrisJson.Default.JsonElement, topLevelValues: true, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);

        // The summary is the last line: to read to the end before it is passed on leaves the connection good for the next request.
        CompareSummary? summary = null;
        while (await ReadLineAsync(lines) is { } line)
        {
            CompareEvent? read = Interpret(line);
            summary = read as CompareSummary ?? summary;
            if (read is CandidateResult candidate)
            {
                yield return candidate;
            }
        }

        yield return summary ?? throw BrokenOff(null);
    }

    /// <summary>Reads why a request was refused.</summary>
    public static async Task<Problem> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        int status = (int)response.StatusCode;
        if (response.Content.Headers.ContentType is MediaTypeHeaderValue { MediaType: ProblemJson })
        {
            try
            {
                return await ReadAsync(response, IrisJson.Default.Problem, cancellationToken);
            }
            catch (HttpRequestException)
            {
                // The status says enough.
            }
        }

        return new Problem { Type = NoDocument, Title = $"The server answered {response.ReasonPhrase ?? "with an error"}.", Status = status };
    }

    private static async Task<JsonElement?> ReadLineAsync(IAsyncEnumerator<JsonElement> lines)
    {
        try
        {
            return await lines.MoveNextAsync() ? lines.Current : null;
        }
        catch (JsonException exception)
        {
            throw NotIris(exception);
        }
        catch (IOException exception)
        {
            throw BrokenOff(exception);
        }
    }

    private static CompareEvent? Interpret(JsonElement line)
    {
        try
        {
            string? type = line.ValueKind == JsonValueKind.Object && line.TryGetProperty("type", out JsonElement name) ? name.ToString() : null;
            return type switch
            {
                "candidate" => line.Deserialize(IrisJson.Default.CandidateResult),
                "summary" => line.Deserialize(IrisJson.Default.CompareSummary),
                "problem" when line.TryGetProperty("problem", out JsonElement problem) && problem.Deserialize(IrisJson.Default.Problem) is { } read =>
                    throw new IrisException(read),
                _ => null,
            };
        }
        catch (JsonException exception)
        {
            throw NotIris(exception);
        }
    }

    private static HttpRequestException NotIris(JsonException? exception) => new(
        HttpRequestError.InvalidResponse, "The server does not answer as Iris does: is it another server?", exception);

    private static HttpRequestException BrokenOff(IOException? exception) => new(
        HttpRequestError.ResponseEnded, "The answer ended before its end.", exception);
}
