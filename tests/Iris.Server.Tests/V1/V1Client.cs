using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Iris.Server.Tests.V1;

/// <summary>Speaks <c>/v1</c> as a client would that knows nothing but the documentation.</summary>
internal static class V1Client
{
    /// <summary>The body of a comparison, with options.</summary>
    public static JsonObject Body(string target, string[] candidates, params (string Option, JsonNode? Value)[] options)
    {
        var body = (JsonObject)JsonNode.Parse(CompareClient.Body(target, [.. candidates.Select((image, i) => ($"name {i}", image))]))!;
        foreach ((string option, JsonNode? value) in options)
        {
            body[option] = value;
        }

        return body;
    }

    /// <summary>A form with files: a field, the file's name, if it has one, and its bytes.</summary>
    public static MultipartFormDataContent Form(params (string Field, string FileName, byte[] Bytes)[] files)
    {
        var form = new MultipartFormDataContent();
        foreach ((string field, string fileName, byte[] bytes) in files)
        {
            var content = new ByteArrayContent(bytes);
            if (fileName.Length == 0)
            {
                form.Add(content, field);
            }
            else
            {
                form.Add(content, field, fileName);
            }
        }

        return form;
    }

    public static async Task<JsonNode> AskAsync(this IrisServer server, string path, HttpContent content)
    {
        using HttpResponseMessage response = await server.SendAsync(path, content);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        return JsonNode.Parse(text)!;
    }

    public static Task<JsonNode> AskAsync(this IrisServer server, string path, JsonNode body) => server.AskAsync(path, Json(body.ToJsonString()));

    /// <summary>Asks for something that is refused, and returns the name of the problem and the option at fault.</summary>
    public static async Task<(string Type, string? Option)> RefusedAsync(this IrisServer server, int status, string path, HttpContent content, string? accept = null)
    {
        using HttpResponseMessage response = await server.SendAsync(path, content, accept);
        return await ProblemAsync(status, response);
    }

    public static async Task<(string Type, string? Option)> ProblemAsync(int status, HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        JsonNode problem = JsonNode.Parse(text)!;
        Assert.Equal(status, (int)problem["status"]!);
        Assert.NotEmpty((string)problem["title"]!);
        string type = (string)problem["type"]!;
        Assert.StartsWith("urn:iris:problem:", type, StringComparison.Ordinal);
        return (type["urn:iris:problem:".Length..], (string?)problem["option"]);
    }

    public static async Task<HttpResponseMessage> SendAsync(this IrisServer server, string path, HttpContent content, string? accept = null)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = content };
        if (accept is not null)
        {
            message.Headers.Accept.ParseAdd(accept);
        }

        return await server.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public static StringContent Json(string body) => new(body, MediaTypeHeaderValue.Parse("application/json"));

    public static JsonNode[] Candidates(this JsonNode answer) => [.. answer["candidates"]!.AsArray().Select(candidate => candidate!)];

    public static string Outcome(this JsonNode picture) => (string)picture["outcome"]!;
}
