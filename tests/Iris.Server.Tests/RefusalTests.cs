using System.Net;
using System.Text;
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

    [Fact]
    public async Task Json_that_is_not_utf_8_is_a_bad_request()
    {
        byte[] body = Encoding.UTF8.GetBytes("""{"target_url":"x","people":[{"name":"?","image_url":"x"}]}""");
        body[Array.IndexOf(body, (byte)'?')] = 0xFF;
        using var content = new ByteArrayContent(body) { Headers = { { "Content-Type", "application/json" } } };

        await AssertRefusedAsync(HttpStatusCode.BadRequest, await _server.PostAsync(content));
    }

    [Fact]
    public async Task Json_that_is_too_deep_is_a_bad_request() =>
        await AssertRefusedAsync(HttpStatusCode.BadRequest, await _server.PostAsync(
            $$"""{"target_url":"x","people":[],"other":{{new string('[', 1000)}}{{new string(']', 1000)}}}"""));

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
