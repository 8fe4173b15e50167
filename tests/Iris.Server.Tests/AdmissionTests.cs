using System.Diagnostics;
using System.Globalization;
using System.Net;
using Iris.Testing.Access;
using static Iris.Server.Tests.CompareClient;

namespace Iris.Server.Tests;

public sealed class AdmissionTests
{
    private const string Anything = """{"target_url":"x","people":[]}""";

    [Fact]
    public async Task Beyond_the_burst_a_client_is_told_when_to_come_back()
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:RateLimit:Enabled=true", "Iris:RateLimit:PerSecond=1");

        var watch = Stopwatch.StartNew();
        int answered = 0;
        HttpResponseMessage response = await server.PostAsync(Anything);
        for (; response.StatusCode != HttpStatusCode.TooManyRequests; answered++)
        {
            Assert.Empty(await MatchesAsync(response));
            response = await server.PostAsync(Anything);
        }

        using HttpResponseMessage refused = response;
        Assert.Equal(1, int.Parse(Assert.Single(refused.Headers.GetValues("Retry-After")), CultureInfo.InvariantCulture));
        Assert.Equal(["*"], refused.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Empty(await refused.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        HttpResponseMessage stats = await GetAsync(server, "/stats");
        for (; stats.StatusCode != HttpStatusCode.TooManyRequests; answered++)
        {
            Assert.Equal(HttpStatusCode.OK, stats.StatusCode);
            stats.Dispose();
            stats = await GetAsync(server, "/stats");
        }

        // One comes back with each second that this has taken.
        stats.Dispose();
        Assert.InRange(answered, 10, 10 + (int)watch.Elapsed.TotalSeconds);
    }

    [Fact]
    public async Task A_client_may_come_back_after_the_time_that_it_was_told()
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:RateLimit:Enabled=true", "Iris:RateLimit:Burst=1");
        Assert.Empty(await MatchesAsync(await server.PostAsync(Anything)));

        HttpResponseMessage response = await server.PostAsync(Anything);
        while (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            int seconds = int.Parse(Assert.Single(response.Headers.GetValues("Retry-After")), CultureInfo.InvariantCulture);
            response.Dispose();
            await Task.Delay(TimeSpan.FromSeconds(seconds), TestContext.Current.CancellationToken);
            response = await server.PostAsync(Anything);
        }

        Assert.Empty(await MatchesAsync(response));
    }

    [Fact]
    public async Task Health_is_never_limited_and_preflights_cost_nothing()
    {
        await using IrisServer server = await IrisServer.StartAsync(
            "Iris:RateLimit:Enabled=true", "Iris:RateLimit:PerSecond=1", "Iris:RateLimit:Burst=1");

        for (int i = 0; i < 20; i++)
        {
            using HttpResponseMessage health = await GetAsync(server, "/health");
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);
            using HttpResponseMessage preflight = await PreflightAsync(server, "https://page.example");
            Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        }

        Assert.Empty(await MatchesAsync(await server.PostAsync(Anything)));
    }

    [Fact]
    public async Task The_limit_can_be_turned_off()
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:RateLimit:Burst=1", "Iris:RateLimit:Enabled=false");

        for (int i = 0; i < 20; i++)
        {
            Assert.Empty(await MatchesAsync(await server.PostAsync(Anything)));
        }
    }

    [Fact]
    public async Task Pages_of_any_origin_may_call_by_default()
    {
        await using IrisServer server = await IrisServer.StartAsync();

        using HttpResponseMessage preflight = await PreflightAsync(server, "https://page.example");

        Assert.Equal(["*"], preflight.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Equal("GET, POST", string.Join(", ", string.Join(',', preflight.Headers.GetValues("Access-Control-Allow-Methods")).Split(',', StringSplitOptions.TrimEntries)));
        Assert.Equal(["Content-Type"], preflight.Headers.GetValues("Access-Control-Allow-Headers"));
        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task Pages_may_send_the_credentials_that_are_asked_for_and_read_what_is_left()
    {
        using var files = new AccessFiles();
        files.WriteKeys(AccessFiles.CreateKey("a").Entry);
        await using TokenAuthority authority = await TokenAuthority.StartAsync();
        await using IrisServer server = await IrisServer.StartAsync(
            [files.KeySetting, .. authority.Settings, "Iris:RateLimit:Enabled=true", "Iris:RateLimit:PerSecond=1", "Iris:RateLimit:Burst=1"]);

        for (int i = 0; i < 20; i++)
        {
            using HttpResponseMessage preflight = await PreflightAsync(server, "https://page.example");
            Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
            Assert.Equal(
                ["Content-Type", "X-Api-Key", "Authorization"],
                string.Join(',', preflight.Headers.GetValues("Access-Control-Allow-Headers")).Split(',', StringSplitOptions.TrimEntries));
            Assert.False(preflight.Headers.Contains("Access-Control-Allow-Credentials"));
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/stats", UriKind.Relative)) { Headers = { { "Origin", "https://page.example" } } };
        using HttpResponseMessage response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(["*"], response.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Equal(
            ["Retry-After", "RateLimit", "RateLimit-Policy"],
            string.Join(',', response.Headers.GetValues("Access-Control-Expose-Headers")).Split(',', StringSplitOptions.TrimEntries));
    }

    [Fact]
    public async Task The_headers_that_pages_may_send_can_be_set()
    {
        using var files = new AccessFiles();
        files.WriteKeys(AccessFiles.CreateKey("a").Entry);
        await using IrisServer server = await IrisServer.StartAsync(files.KeySetting, "Iris:Cors:Headers=X-Other");

        using HttpResponseMessage preflight = await PreflightAsync(server, "https://page.example");

        Assert.Equal(["X-Other"], preflight.Headers.GetValues("Access-Control-Allow-Headers"));
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/stats")]
    [InlineData("/nowhere")]
    public async Task Every_answer_has_the_cors_header(string path)
    {
        await using IrisServer server = await IrisServer.StartAsync();

        using HttpResponseMessage response = await GetAsync(server, path);

        Assert.Equal(["*"], response.Headers.GetValues("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Origins_can_be_restricted()
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:Cors:Origins=https://a.example, https://b.example");

        using HttpResponseMessage known = await PreflightAsync(server, "https://b.example");
        using HttpResponseMessage unknown = await PreflightAsync(server, "https://c.example");

        Assert.Equal(["https://b.example"], known.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.False(unknown.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static Task<HttpResponseMessage> GetAsync(IrisServer server, string path) =>
        server.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    private static async Task<HttpResponseMessage> PreflightAsync(IrisServer server, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, new Uri("/compare", UriKind.Relative))
        {
            Headers =
            {
                { "Origin", origin },
                { "Access-Control-Request-Method", "POST" },
                { "Access-Control-Request-Headers", "content-type" },
            },
        };
        return await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
