using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Server.V1;

namespace Iris.Server.Tests.Contract;

/// <summary>What a server said.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">The headers, by names in any case.</param>
/// <param name="Body">The body as text.</param>
internal sealed record Answer(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The type of the body, without parameters; null where it has none.</summary>
    public string? MediaType => Headers.GetValueOrDefault("Content-Type")?.Split(';')[0];

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        using HttpResponseMessage read = response;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, IEnumerable<string> values) in read.Headers.Concat(read.Content.Headers))
        {
            headers[name] = string.Join(", ", values);
        }

        return new((int)read.StatusCode, headers, await read.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Reads an answer as it came over the wire.</summary>
    public static Answer Parse(string text)
    {
        string[] parts = text.Split("\r\n\r\n", 2);
        string[] head = parts[0].Split("\r\n");
        var headers = head[1..].Select(line => line.Split(": ", 2)).ToDictionary(
            header => header[0], header => header[1], StringComparer.OrdinalIgnoreCase);
        string body = headers.ContainsKey("Transfer-Encoding") ? Unchunk(parts[1]) : parts[1];
        return new(int.Parse(head[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, body);
    }

    /// <summary>The documents that the body is made of: lines or events of a stream, or the one that it is.</summary>
    public JsonNode[] Documents() => MediaType switch
    {
        AnswerFormats.NdjsonType => [.. Body.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!)],
        AnswerFormats.EventStreamType => [.. Body.TrimEnd('\n').Split("\n\n").Select(Event)],
        "text/plain" => [JsonValue.Create(Body)],
        _ => [JsonNode.Parse(Body)!],
    };

    private static JsonNode Event(string text)
    {
        string[] lines = text.Split('\n');
        Assert.Equal(2, lines.Length);
        JsonNode document = JsonNode.Parse(lines[1]["data: ".Length..])!;
        Assert.Equal($"event: {document["type"]}", lines[0]);
        return document;
    }

    private static string Unchunk(string body)
    {
        var text = new StringBuilder();
        while (body.Split("\r\n", 2) is [var size, var rest] && int.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var length and > 0)
        {
            text.Append(rest.AsSpan(0, length));
            body = rest[(length + 2)..];
        }

        return text.ToString();
    }
}
