using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using static Iris.Server.Tests.CompareClient;

namespace Iris.Server.Tests.V1;

public sealed class StreamTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Ndjson = "application/x-ndjson";
    private const string EventStream = "text/event-stream";

    private readonly IrisServer _server = shared.Server;

    [Fact]
    public async Task Each_candidate_is_a_line_and_the_last_line_sums_them_up()
    {
        string[] candidates = [DataUri(Savage), "", DataUri(SalleyAgain), "data:;base64,AAAA"];
        JsonNode complete = await _server.AskAsync("/v1/compare", V1Client.Body(DataUri(Salley), candidates));

        (string? type, string text) = await AskAsync(V1Client.Body(DataUri(Salley), candidates), Ndjson);

        Assert.Equal(Ndjson, type);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        JsonObject[] lines = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (JsonObject)JsonNode.Parse(line)!)];
        Assert.Equal(["candidate", "candidate", "candidate", "candidate", "summary"], lines.Select(line => (string)line["type"]!));
        AssertSame(complete, lines);
    }

    [Fact]
    public async Task A_browser_gets_the_same_as_events()
    {
        string[] candidates = [DataUri(Savage), DataUri(SalleyAgain)];
        JsonNode complete = await _server.AskAsync("/v1/compare", V1Client.Body(DataUri(Salley), candidates));

        (string? type, string text) = await AskAsync(V1Client.Body(DataUri(Salley), candidates), EventStream);

        Assert.Equal(EventStream, type);
        string[][] events = [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(@event => @event.Split('\n'))];
        Assert.Equal(["event: candidate", "event: candidate", "event: summary"], events.Select(@event => @event[0]));
        AssertSame(complete, [.. events.Select(@event =>
        {
            Assert.Equal(2, @event.Length);
            Assert.StartsWith("data: ", @event[1], StringComparison.Ordinal);
            return (JsonObject)JsonNode.Parse(@event[1]["data: ".Length..])!;
        })]);
    }

    [Fact]
    public async Task Names_with_line_ends_stay_on_one_line()
    {
        JsonNode body = JsonNode.Parse(CompareClient.Body("", ("a\nb\r\n\ndata: x\u2028", "")))!;

        (_, string text) = await AskAsync(body, EventStream);

        string line = Assert.Single(text.Split('\n'), line => line.Contains("\"candidate\"", StringComparison.Ordinal));
        Assert.Equal("a\nb\r\n\ndata: x\u2028", (string)JsonNode.Parse(line["data: ".Length..])!["name"]!);
    }

    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/json", "application/json")]
    [InlineData("application/*", "application/json")]
    [InlineData("image/png", "application/json")]
    [InlineData("not a media type", "application/json")]
    [InlineData("text/event-stream;q=0", "application/json")]
    [InlineData("Application/X-NDJSON", Ndjson)]
    [InlineData("application/x-ndjson, application/json;q=0.5", Ndjson)]
    [InlineData("application/json;q=0.5, text/event-stream", EventStream)]
    [InlineData("text/event-stream;q=0.2, application/x-ndjson;q=0.3", Ndjson)]
    public async Task The_client_chooses_the_format(string? accept, string expected)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/compare", UriKind.Relative)) { Content = V1Client.Json("""{"target_url":"","people":[]}""") };
        if (accept is not null)
        {
            message.Headers.TryAddWithoutValidation("Accept", accept);
        }

        using HttpResponseMessage response = await _server.Client.SendAsync(message, TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_result_is_sent_while_others_are_still_being_waited_for()
    {
        // A picture server that never answers.
        await using RawServer slow = RawServer.Start(static request => request.WaitAsync());
        JsonObject body = V1Client.Body(DataUri(Salley), [Url(slow), DataUri(SalleyAgain)]);
        using StringContent content = V1Client.Json(body.ToJsonString());

        using HttpResponseMessage response = await _server.SendAsync("/v1/compare", content, Ndjson);
        await using Stream stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        JsonNode first = JsonNode.Parse((await reader.ReadLineAsync(TestContext.Current.CancellationToken))!)!;

        Assert.Equal(1, (int)first["index"]!);
        Assert.Equal("match", (string)first["decision"]!);
    }

    [Fact]
    public async Task A_client_that_hangs_up_ends_the_work()
    {
        var hungUp = new TaskCompletionSource();
        await using RawServer slow = RawServer.Start(async request =>
        {
            // Until the fetch ends, which is when its request does.
            await request.WaitAsync();
            hungUp.TrySetResult();
        });
        await using IrisServer server = await IrisServer.StartAsync("Iris:Fetch:HeaderTimeout=00:01:00", "Iris:Fetch:Timeout=00:01:00");
        using StringContent content = V1Client.Json(V1Client.Body(DataUri(Salley), [Url(slow), DataUri(SalleyAgain)]).ToJsonString());

        using (HttpResponseMessage response = await server.SendAsync("/v1/compare", content, Ndjson))
        {
            await using Stream stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            Assert.NotEqual(0, await stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken));
        }

        await hungUp.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_fails_before_anything_is_known_is_a_refusal_and_no_candidate_is_made_up()
    {
        await using PictureServer large = await ScarceMemory.ServeLargePicturesAsync();
        await using IrisServer server = await IrisServer.StartAsync(ScarceMemory.Settings);
        using IDisposable taken = ScarceMemory.Take(server);
        JsonObject body = V1Client.Body(large.Url("target"), [.. Enumerable.Range(0, 8).Select(i => large.Url($"{i}"))]);
        using StringContent content = V1Client.Json(body.ToJsonString());

        Assert.Equal("busy", (await server.RefusedAsync(503, "/v1/compare", content, Ndjson)).Type);
    }

    [Fact]
    public async Task Two_hundred_candidates_are_two_hundred_lines_and_a_summary()
    {
        using MultipartFormDataContent form = V1Client.Form(
            [("target", "t", Pictures.Read(Salley)), .. Enumerable.Range(0, 200).Select(i => ("candidates", $"name {i}", Pictures.Read(Pictures.Johns[i % Pictures.Johns.Count])))]);
        using HttpResponseMessage response = await _server.SendAsync("/v1/compare", form, Ndjson);
        string[] lines = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(201, lines.Length);
        Assert.Equal(Enumerable.Range(0, 200), lines[..200].Select(line => (int)JsonNode.Parse(line)!["index"]!).Order());
        Assert.Equal(200, (int)JsonNode.Parse(lines[200])!["totals"]!["compared"]!);
    }

    [Fact]
    public async Task Candidates_below_the_threshold_can_be_left_out_of_a_stream_too()
    {
        (_, string text) = await AskAsync(V1Client.Body(DataUri(Salley), [DataUri(Savage), DataUri(SalleyAgain)], ("include_below_threshold", false)), Ndjson);

        Assert.Equal(2, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private static string Url(RawServer server) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{server.Port}/slow.jpg");

    private async Task<(string? Type, string Text)> AskAsync(JsonNode body, string accept)
    {
        using StringContent content = V1Client.Json(body.ToJsonString());
        using HttpResponseMessage response = await _server.SendAsync("/v1/compare", content, accept);
        MediaTypeHeaderValue? type = response.Content.Headers.ContentType;
        return (type?.ToString(), await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    // The stream has the parts of the complete answer, and nothing else.
    private static void AssertSame(JsonNode complete, JsonObject[] parts)
    {
        foreach (JsonObject part in parts)
        {
            part.Remove("type");
        }

        JsonObject[] candidates = [.. parts[..^1].OrderBy(part => (int)part["index"]!)];
        Assert.Equal(
            complete.Candidates().OrderBy(candidate => (int)candidate["index"]!).Select(candidate => candidate.ToJsonString()),
            candidates.Select(candidate => candidate.ToJsonString()));
        ((JsonObject)complete).Remove("candidates");
        Assert.Equal(complete.ToJsonString(), parts[^1].ToJsonString());
    }
}
