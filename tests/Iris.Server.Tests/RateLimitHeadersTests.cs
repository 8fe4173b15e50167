using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Iris.Testing.Access;

namespace Iris.Server.Tests;

/// <summary>What a client is told of its allowance, and whose allowance its requests are counted against.</summary>
public sealed partial class RateLimitHeadersTests : IDisposable
{
    private readonly AccessFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("/stats")]
    [InlineData("/v1/privacy")]
    [InlineData("/nowhere")]
    public async Task Each_answer_tells_what_is_left(string path)
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:RateLimit:Enabled=true", "Iris:RateLimit:PerSecond=1");
        var watch = Stopwatch.StartNew();
        int[] left = new int[10];
        for (int i = 0; i < 10; i++)
        {
            using HttpResponseMessage response = await GetAsync(server, path);
            Assert.NotEqual(HttpStatusCode.TooManyRequests, response.StatusCode);
            Assert.Equal("\"default\";q=10;w=10", Single(response, "RateLimit-Policy"));
            (left[i], int seconds) = Limit(response);
            Assert.Equal(10 - left[i], seconds);
        }

        // One comes back in a second: on a busy machine that may be between two of them.
        int returned = (int)watch.Elapsed.TotalSeconds + 1;
        Assert.All(Enumerable.Range(0, 10), i => Assert.InRange(left[i], 9 - i, 9 - i + returned));
        Assert.All(left.Zip(left.Skip(1)), pair => Assert.InRange(pair.Second, pair.First - 1, 9));

        HttpResponseMessage refused = await GetAsync(server, path);
        while (refused.StatusCode != HttpStatusCode.TooManyRequests)
        {
            refused.Dispose();
            refused = await GetAsync(server, path);
        }

        Assert.Equal("\"default\";q=10;w=10", Single(refused, "RateLimit-Policy"));
        Assert.Equal((0, int.Parse(Single(refused, "Retry-After"), CultureInfo.InvariantCulture)), Limit(refused));
        string body = await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (path.StartsWith("/v1", StringComparison.Ordinal))
        {
            Assert.Contains("urn:iris:problem:rate-limited", body, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal("", body);
        }
    }

    [Fact]
    public async Task What_is_not_limited_tells_of_no_limit()
    {
        await using IrisServer limited = await IrisServer.StartAsync("Iris:RateLimit:Enabled=true");
        await using IrisServer unlimited = await IrisServer.StartAsync();

        using HttpResponseMessage health = await GetAsync(limited, "/health");
        using HttpResponseMessage stats = await GetAsync(unlimited, "/stats");

        Assert.False(health.Headers.Contains("RateLimit"));
        Assert.False(health.Headers.Contains("RateLimit-Policy"));
        Assert.False(stats.Headers.Contains("RateLimit"));
    }

    [Theory]
    [InlineData(5, 10, 2)]
    [InlineData(3, 10, 4)]
    [InlineData(100, 1, 1)]
    [InlineData(1_000_000, 1_000_000, 1)]
    public async Task The_window_is_the_time_in_which_all_comes_back(int perSecond, int burst, int window)
    {
        await using IrisServer server = await IrisServer.StartAsync(
            "Iris:RateLimit:Enabled=true", $"Iris:RateLimit:PerSecond={perSecond}", $"Iris:RateLimit:Burst={burst}");

        using HttpResponseMessage response = await GetAsync(server, "/stats");

        Assert.Equal($"\"default\";q={burst};w={window}", Single(response, "RateLimit-Policy"));
    }

    [Fact]
    public async Task Each_key_has_its_own_allowance_and_none_is_the_address_s()
    {
        (string small, string smallEntry) = AccessFiles.CreateKey("small", """, "PerSecond": 1, "Burst": 2""");
        (string large, string largeEntry) = AccessFiles.CreateKey("large", """, "PerSecond": 1, "Burst": 30""");
        (string plain, string plainEntry) = AccessFiles.CreateKey("plain");
        _files.WriteKeys(smallEntry, largeEntry, plainEntry);
        await using IrisServer server = await IrisServer.StartAsync(
            _files.KeySetting, "Iris:RateLimit:Enabled=true", "Iris:RateLimit:PerSecond=1", "Iris:RateLimit:Burst=20");

        await UseUpAsync(server, small, 2);
        await UseUpAsync(server, key: null, 20);
        await UseUpAsync(server, plain, 20);
        await UseUpAsync(server, large, 30);
    }

    [Fact]
    public async Task Whose_credentials_are_wrong_is_limited_by_address_and_shuts_nobody_out()
    {
        (string key, string entry) = AccessFiles.CreateKey("a");
        _files.WriteKeys(entry);
        await using IrisServer server = await IrisServer.StartAsync(
            _files.KeySetting, "Iris:RateLimit:Enabled=true", "Iris:RateLimit:PerSecond=1", "Iris:RateLimit:Burst=20");

        HttpStatusCode[] answers = new HttpStatusCode[60];
        for (int i = 0; i < answers.Length; i++)
        {
            using HttpResponseMessage response = await GetAsync(server, "/stats", $"wrong{i}");
            answers[i] = response.StatusCode;
        }

        using HttpResponseMessage right = await GetAsync(server, "/stats", key);
        Assert.All(answers[..20], status => Assert.Equal(HttpStatusCode.Unauthorized, status));
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.Equal((19, 1), Limit(right));
    }

    [Fact]
    public async Task Each_subject_of_a_token_has_an_allowance()
    {
        await using TokenAuthority authority = await TokenAuthority.StartAsync();
        await using IrisServer server = await IrisServer.StartAsync(
            [.. authority.Settings, "Iris:RateLimit:Enabled=true", "Iris:RateLimit:PerSecond=1", "Iris:RateLimit:Burst=20"]);

        Assert.Equal((HttpStatusCode.OK, (19, 1)), await AskAsync("a"));
        Assert.Equal((HttpStatusCode.OK, (19, 1)), await AskAsync("b"));

        // One comes back each second, which is not so soon.
        HttpStatusCode last = HttpStatusCode.OK;
        for (int i = 0; i < 100 && last == HttpStatusCode.OK; i++)
        {
            (last, _) = await AskAsync("b");
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("a")).Status);

        async Task<(HttpStatusCode Status, (int Remaining, int Seconds) Limit)> AskAsync(string subject)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/stats", UriKind.Relative));
            request.Headers.Authorization = new("Bearer", authority.Issue(subject));
            using HttpResponseMessage response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
            return (response.StatusCode, Limit(response));
        }
    }

    // Asks as often as the allowance is large and then until it is refused; one comes back each second.
    private static async Task UseUpAsync(IrisServer server, string? key, int burst)
    {
        for (int i = 0; i < burst; i++)
        {
            using HttpResponseMessage response = await GetAsync(server, "/stats", key);
            Assert.Equal(key is null ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, response.StatusCode);
            Assert.StartsWith($"\"default\";q={burst};", Single(response, "RateLimit-Policy"), StringComparison.Ordinal);
        }

        for (int i = 0; i < 100; i++)
        {
            using HttpResponseMessage response = await GetAsync(server, "/stats", key);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                return;
            }
        }

        Assert.Fail("It is not limited.");
    }

    private static async Task<HttpResponseMessage> GetAsync(IrisServer server, string path, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        if (key is not null)
        {
            request.Headers.Add("X-Api-Key", key);
        }

        return await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string Single(HttpResponseMessage response, string header) => Assert.Single(response.Headers.GetValues(header));

    private static (int Remaining, int Seconds) Limit(HttpResponseMessage response)
    {
        Match match = LimitPattern().Match(Single(response, "RateLimit"));
        Assert.True(match.Success);
        return (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("^\"default\";r=([0-9]+);t=([0-9]+)$")]
    private static partial Regex LimitPattern();
}
