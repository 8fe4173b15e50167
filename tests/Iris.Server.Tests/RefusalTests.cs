using System.Net;
using System.Text;
using System.Text.Json;
using Iris.Server.Reading;
using static Iris.Server.Tests.CompareClient;

namespace Iris.Server.Tests;

public sealed class RefusalTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly IrisServer _server = shared.Server;

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("not json")]
    [InlineData("""{"target_url":"x","people":[]}{""")]
    [InlineData("""{"target_url":"x","people":[]} x""")]
    [InlineData("""{"target_url":"x","people":[],}""")]
    [InlineData("""{"target_url":'x',"people":[]}""")]
    [InlineData("""{"target_url":"x","people":[]/**/}""")]
    [InlineData("""{"target_url":"\ud800","people":[]}""")]
    [InlineData("""{"target_url":1,"people":[}""")]
    [InlineData("\ufeff{\"target_url\":\"x\",\"people\":[]}")]
    public async Task Malformed_json_is_a_bad_request(string body) =>
        await AssertRefusedAsync(HttpStatusCode.BadRequest, await _server.PostAsync(body));

    [Theory]
    [InlineData("a byte that never occurs", 0xFF)]
    [InlineData("a byte that only continues", 0x80)]
    [InlineData("a character that breaks off", 0xE2, 0x82)]
    [InlineData("a slash in two bytes", 0xC0, 0xAF)]
    [InlineData("a slash in three bytes", 0xE0, 0x80, 0xAF)]
    [InlineData("a nought in two bytes", 0xC0, 0x80)]
    [InlineData("half of a surrogate pair", 0xED, 0xA0, 0x80)]
    [InlineData("a surrogate pair", 0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80)]
    [InlineData("beyond the last character", 0xF4, 0x90, 0x80, 0x80)]
    public async Task Json_that_is_not_utf_8_is_a_bad_request(string what, params int[] bytes)
    {
        string text = Encoding.Latin1.GetString([.. bytes.Select(value => (byte)value)]);
        foreach (string body in (string[])
            [
                $$"""{"target_url":"x","people":[{"name":"{{text}}","image_url":"x"}]}""",
                $$"""{"target_url":"{{text}}","people":[]}""",
                $$"""{"target_url":"x","people":[],"other":["{{text}}"]}""",
                $$"""{"target_url":"x","people":[],"{{text}}":1}""",
                $$"""{"target_url":"x","people":[]}{{text}}""",
            ])
        {
            Assert.NotEmpty(what);
            using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body)) { Headers = { { "Content-Type", "application/json" } } };
            await AssertRefusedAsync(HttpStatusCode.BadRequest, await _server.PostAsync(content));
        }
    }

    [Theory]
    [InlineData("\ufeff")]
    [InlineData("\ufffe")]
    public async Task A_mark_of_byte_order_is_a_bad_request(string mark)
    {
        foreach (Encoding encoding in (Encoding[])[Encoding.UTF8, Encoding.Unicode, Encoding.UTF32])
        {
            using var content = new ByteArrayContent(encoding.GetBytes(mark + """{"target_url":"x","people":[]}"""))
            {
                Headers = { { "Content-Type", "application/json" } },
            };
            await AssertRefusedAsync(HttpStatusCode.BadRequest, await _server.PostAsync(content));
        }
    }

    [Theory]
    [InlineData("""{"target_url":"x","people":[{"name":"\udc00","image_url":"x"}]}""")]
    [InlineData("""{"target_url":"x","people":[{"name":"\ud800\ud800","image_url":"x"}]}""")]
    [InlineData("""{"target_url":"x","people":[{"name":"\ud83d\u0041","image_url":"x"}]}""")]
    [InlineData("""{"target_url":"x","people":[{"name":"x","image_url":"\ud800"}]}""")]
    [InlineData("""{"target_url":"x","people":[{"name":"\u12","image_url":"x"}]}""")]
    [InlineData("""{"target_url":"x","people":[],"other":"\u12"}""")]
    [InlineData("""{"target_url":"x","people":[],"other":"\x"}""")]
    [InlineData("""{"target_url":"x","people":[],"other":01}""")]
    [InlineData("""{"target_url":"x","people":[],"other":NaN}""")]
    [InlineData("""{"target_url":"x","people":[{"name":"x","image_url":"x","other":[}]}""")]
    public async Task Malformed_json_is_a_bad_request_wherever_it_is(string body) =>
        await AssertRefusedAsync(HttpStatusCode.BadRequest, await _server.PostAsync(body));

    [Theory]
    [InlineData("""{"target_url":"x","people":[],"other":{"target_url":1,"people":2}}""")]
    [InlineData("""{"target_url":"x","people":[],"other":1,"other":[1,{"other":2}]}""")]
    [InlineData("""{"target_url":"x","people":[],"other":"\ud800"}""")]
    [InlineData("""{"target_url":"x","people":[{"name":"x","image_url":"x","Name":1,"other":{"name":2}}]}""")]
    public async Task Other_properties_are_passed_over_whatever_they_hold(string body) =>
        Assert.Empty(await MatchesAsync(await _server.PostAsync(body)));

    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    public async Task Json_may_be_as_deep_as_the_limit_and_not_a_level_deeper(char opens, char closes)
    {
        await AssertAnsweredAsync(HttpStatusCode.OK, JsonRequestReader.MaxDepth);
        await AssertAnsweredAsync(HttpStatusCode.BadRequest, JsonRequestReader.MaxDepth + 1);
        await AssertAnsweredAsync(HttpStatusCode.BadRequest, 1_000_000);

        async Task AssertAnsweredAsync(HttpStatusCode expected, int depth)
        {
            // The body itself is the first level.
            string nested = string.Join(opens == '{' ? "\"x\":" : "", Enumerable.Repeat(opens, depth - 1)) + new string(closes, depth - 1);
            using HttpResponseMessage response = await _server.PostAsync($$"""{"target_url":"x","people":[],"other":{{nested}}}""");
            Assert.Equal(expected, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("{}")]
    [InlineData("""{"target_url":"x"}""")]
    [InlineData("""{"people":[]}""")]
    [InlineData("""{"target_url":null,"people":[]}""")]
    [InlineData("""{"target_url":1,"people":[]}""")]
    [InlineData("""{"Target_Url":"x","people":[]}""")]
    [InlineData("""{"target_url":"x","people":null}""")]
    [InlineData("""{"target_url":"x","people":{}}""")]
    [InlineData("""{"target_url":"x","people":[null]}""")]
    [InlineData("""{"target_url":"x","people":["x"]}""")]
    [InlineData("""{"target_url":"x","people":[{}]}""")]
    [InlineData("""{"target_url":"x","people":[{"name":"x"}]}""")]
    [InlineData("""{"target_url":"x","people":[{"image_url":"x"}]}""")]
    [InlineData("""{"target_url":"x","people":[{"name":1,"image_url":"x"}]}""")]
    [InlineData("""{"target_url":"x","people":[{"name":"x","image_url":["x"]}]}""")]
    [InlineData("""{"target_url":"x","target_url":"x","people":[]}""")]
    [InlineData("""{"target_url":"x","people":[],"people":[]}""")]
    [InlineData("""{"target_url":"x","people":[{"name":"x","name":"y","image_url":"x"}]}""")]
    public async Task Json_of_another_shape_is_unprocessable(string body) =>
        await AssertRefusedAsync(HttpStatusCode.UnprocessableEntity, await _server.PostAsync(body));

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task Another_content_type_is_unsupported(string contentType) =>
        await AssertRefusedAsync(
            HttpStatusCode.UnsupportedMediaType, await _server.PostAsync("""{"target_url":"x","people":[]}""", contentType));

    [Fact]
    public async Task A_body_without_content_type_is_unsupported()
    {
        using var content = new ByteArrayContent("{}"u8.ToArray());

        await AssertRefusedAsync(HttpStatusCode.UnsupportedMediaType, await _server.PostAsync(content));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_may_be_as_large_as_the_limit_and_not_a_byte_larger(bool isChunked)
    {
        const int Limit = 100_000;
        await using IrisServer server = await IrisServer.StartAsync($"Iris:Comparison:MaxRequestBytes={Limit}");
        string body = """{"target_url":"x","people":[]}""".PadRight(Limit);

        Assert.Empty(await MatchesAsync(await PostAsync(server, body, isChunked)));
        await AssertRefusedAsync(HttpStatusCode.RequestEntityTooLarge, await PostAsync(server, body + " ", isChunked));
    }

    [Fact]
    public async Task A_request_may_have_as_many_people_as_the_limit_and_not_one_more()
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:Comparison:MaxCandidates=3");
        (string, string)[] people = [("a", "x"), ("b", "x"), ("c", "x"), ("d", "x")];

        Assert.Empty(await server.CompareAsync("x", people[..3]));
        await AssertRefusedAsync(HttpStatusCode.RequestEntityTooLarge, await server.PostAsync(Body("x", people)));
    }

    [Theory]
    [InlineData("n", "n")]
    [InlineData("ä", "ä")]
    [InlineData("\\u00e4", "\\u00e4")]
    [InlineData("\\ud83d\\ude42", "\\n")]
    public async Task A_name_may_be_as_long_as_the_limit_and_not_a_byte_longer(string piece, string oneMore)
    {
        // Of UTF-8, however it is written.
        int pieceBytes = Encoding.UTF8.GetByteCount(JsonSerializer.Deserialize<string>($"\"{piece}\"")!);
        string longest = string.Concat(Enumerable.Repeat(piece, 1024 / pieceBytes));

        Assert.Empty(await MatchesAsync(await _server.PostAsync(BodyOf(longest))));
        await AssertRefusedAsync(HttpStatusCode.RequestEntityTooLarge, await _server.PostAsync(BodyOf(longest + oneMore)));

        static string BodyOf(string name) => $$"""{"target_url":"x","people":[{"name":"{{name}}","image_url":"x"}]}""";
    }

    [Fact]
    public async Task A_comparison_is_posted()
    {
        using HttpResponseMessage response = await _server.Client.GetAsync(
            new Uri("/compare", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    private static Task<HttpResponseMessage> PostAsync(IrisServer server, string body, bool isChunked)
    {
        HttpContent content = isChunked ? new StreamContent(new UnknownLengthStream(body)) : new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.Add("Content-Type", "application/json");
        return server.PostAsync(content);
    }

    private static async Task AssertRefusedAsync(HttpStatusCode expected, HttpResponseMessage response)
    {
        using (response)
        {
            Assert.Equal(expected, response.StatusCode);
            Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType?.ToString());
            string reason = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.StartsWith("The ", reason, StringComparison.Ordinal);
            Assert.Equal(["*"], response.Headers.GetValues("Access-Control-Allow-Origin"));
        }
    }
}
