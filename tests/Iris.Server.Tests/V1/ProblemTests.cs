using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace Iris.Server.Tests.V1;

public sealed class ProblemTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly IrisServer _server = shared.Server;

    [Theory]
    [InlineData("/v1/compare")]
    [InlineData("/v1/verify")]
    [InlineData("/v1/faces")]
    public async Task What_is_no_request_is_refused_by_a_problem_of_its_own(string path)
    {
        using StringContent malformed = V1Client.Json("{");
        Assert.Equal(("malformed-json", null), await _server.RefusedAsync(400, path, malformed));

        using StringContent array = V1Client.Json("[]");
        Assert.Equal(("wrong-shape", null), await _server.RefusedAsync(422, path, array));

        using var text = new StringContent("{}", MediaTypeHeaderValue.Parse("text/plain"));
        Assert.Equal(("unsupported-media-type", null), await _server.RefusedAsync(415, path, text));

        using RawConnection connection = await RawConnection.OpenAsync(_server);
        await connection.SendAsync($"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1099511627776\r\n\r\n");
        string answer = await connection.ReadAsync();
        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("urn:iris:problem:body-too-large", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_or_a_method_that_there_is_not_is_a_problem()
    {
        using HttpResponseMessage path = await _server.Client.GetAsync(new Uri("/v1/nothing", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(("not-found", null), await V1Client.ProblemAsync(404, path));

        using HttpResponseMessage method = await _server.Client.GetAsync(new Uri("/v1/compare", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(("method-not-allowed", null), await V1Client.ProblemAsync(405, method));
    }

    [Fact]
    public async Task A_path_is_known_in_capitals_too_and_its_refusals_are_the_same()
    {
        using StringContent malformed = V1Client.Json("{");
        Assert.Equal(("malformed-json", null), await _server.RefusedAsync(400, "/V1/Compare", malformed));
    }

    [Fact]
    public async Task Too_many_requests_are_a_problem_here_and_an_empty_answer_on_the_older_path()
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:RateLimit:Enabled=true", "Iris:RateLimit:Burst=1", "Iris:RateLimit:PerSecond=1");
        var watch = Stopwatch.StartNew();
        int answered = 0;

        Assert.Equal(("rate-limited", null), await V1Client.ProblemAsync(429, await RefusedAsync("/v1/compare")));
        using HttpResponseMessage older = await RefusedAsync("/compare");
        Assert.Equal(0, older.Content.Headers.ContentLength);

        // One comes back with each second that this has taken.
        Assert.InRange(answered, 1, 1 + (int)watch.Elapsed.TotalSeconds);

        async Task<HttpResponseMessage> RefusedAsync(string path)
        {
            for (; ; answered++)
            {
                using StringContent content = V1Client.Json("{}");
                HttpResponseMessage response = await server.SendAsync(path, content);
                if (response.StatusCode == HttpStatusCode.TooManyRequests)
                {
                    return response;
                }

                Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
                response.Dispose();
            }
        }
    }

    [Fact]
    public async Task A_problem_says_nothing_of_the_request()
    {
        const string Canary = "canary-51ab";
        using StringContent content = V1Client.Json($$"""{"target_url":"{{Canary}}","people":[{"name":"{{Canary}}","image_url":1}],"{{Canary}}":"{{Canary}}"}""");
        using HttpResponseMessage response = await _server.SendAsync($"/v1/compare?{Canary}={Canary}", content);

        Assert.DoesNotContain(Canary, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
    }
}
