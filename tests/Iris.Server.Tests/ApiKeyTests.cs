using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Server.Access;
using Iris.Testing.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Iris.Server.Tests;

public sealed class ApiKeyTests : IDisposable
{
    private readonly AccessFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Without_a_key_all_but_health_is_refused()
    {
        _files.WriteKeys(AccessFiles.CreateKey("a").Entry);
        await using IrisServer server = await IrisServer.StartAsync(_files.KeySetting);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/health", key: null));
        foreach (string path in (string[])["/stats", "/compare", "/v1/privacy", "/v1/status", "/nowhere", "/v1/nowhere"])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, path, key: null));
        }

        using HttpResponseMessage compare = await CompareClient.PostAsync(server, "{}");
        Assert.Equal(HttpStatusCode.Unauthorized, compare.StatusCode);
    }

    [Fact]
    public async Task A_refusal_says_what_is_asked_for_and_is_empty_on_the_older_paths()
    {
        _files.WriteKeys(AccessFiles.CreateKey("a").Entry);
        await using IrisServer server = await IrisServer.StartAsync(_files.KeySetting);

        using HttpResponseMessage old = await GetAsync(server, "/stats", key: null);
        using HttpResponseMessage refused = await GetAsync(server, "/v1/privacy", key: null);

        Assert.Equal(["ApiKey header=\"X-Api-Key\""], old.Headers.GetValues("WWW-Authenticate"));
        Assert.Equal(["*"], old.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Equal("", await old.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.ToString());
        JsonNode problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal("urn:iris:problem:unauthenticated", (string?)problem["type"]);
    }

    [Fact]
    public async Task Each_key_of_the_file_lets_in_and_nothing_else()
    {
        (string first, string firstEntry) = AccessFiles.CreateKey("first");
        (string second, string secondEntry) = AccessFiles.CreateKey("second");
        _files.WriteKeys(firstEntry, secondEntry);
        await using IrisServer server = await IrisServer.StartAsync(_files.KeySetting);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/stats", first));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/v1/privacy", second));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(server, "/nowhere", second));
        foreach (string wrong in (string[])
            [
                ApiKeyText.Create(), first[..^1], first + "A", first.ToUpperInvariant(), "", " ", $"{first}, {second}", $"{first},{first}",
                new string('a', 128), new string('a', 129), new string('a', 5_000), ApiKeyText.HashOf(first),
            ])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "/stats", wrong));
        }
    }

    [Fact]
    public async Task A_key_is_valid_until_its_time_is_over()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        (string key, string entry) = AccessFiles.CreateKey("a", """, "NotAfter": "2030-01-01T02:00:01+02:00" """);
        _files.WriteKeys(entry);
        await using IrisServer server = await IrisServer.StartAsync(time, _files.KeySetting);

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/stats", key));

        time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "/stats", key));
    }

    [Fact]
    public async Task Keys_are_rotated_while_the_server_runs()
    {
        var time = new FakeTimeProvider();
        (string before, string beforeEntry) = AccessFiles.CreateKey("before");
        (string after, string afterEntry) = AccessFiles.CreateKey("after");
        _files.WriteKeys(beforeEntry);
        await using IrisServer server = await IrisServer.StartAsync(time, _files.KeySetting);

        _files.WriteKeys(beforeEntry, afterEntry);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "/stats", after));
        time.Advance(ApiKeys.Interval);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/stats", before));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/stats", after));

        _files.WriteKeys(afterEntry);
        time.Advance(ApiKeys.Interval);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "/stats", before));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/stats", after));

        _files.WriteKeys();
        time.Advance(ApiKeys.Interval);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "/stats", after));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("""{"Keys": [{"Id": "a"}]}""")]
    [InlineData("""{"Keys": [{"Id": "a", "Hash": "0", "Limit": 5}]}""")]
    [InlineData(null)]
    public async Task A_file_that_cannot_be_read_changes_nothing(string? content)
    {
        var time = new FakeTimeProvider();
        (string key, string entry) = AccessFiles.CreateKey("a");
        (string next, string nextEntry) = AccessFiles.CreateKey("b");
        _files.WriteKeys(entry);
        await using IrisServer server = await IrisServer.StartAsync(time, _files.KeySetting);

        if (content is null)
        {
            File.Delete(_files.Keys);
        }
        else
        {
            _files.Write("keys.json", content);
        }

        time.Advance(ApiKeys.Interval);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/stats", key));

        _files.WriteKeys(nextEntry);
        time.Advance(ApiKeys.Interval);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "/stats", key));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/stats", next));
    }

    [Fact]
    public async Task A_broken_file_is_told_once_and_without_its_contents()
    {
        var time = new FakeTimeProvider();
        var log = new EventLog();
        _files.WriteKeys(AccessFiles.CreateKey("a").Entry);
        await using WebApplication app = await IrisApplication.CreateAsync(
            ["--urls=http://127.0.0.1:0", $"--{_files.KeySetting}"],
            services => services.AddSingleton<TimeProvider>(time).AddLogging(logging => logging.ClearProviders().AddProvider(log)));

        _files.Write("keys.json", """{"Keys": ["the-secret-itself"]}""");
        time.Advance(ApiKeys.Interval);
        time.Advance(ApiKeys.Interval);

        Assert.Contains(log.Events, logged => logged is (10, "API keys in force: 1."));
        Assert.DoesNotContain("secret", Assert.Single(log.Events, logged => logged.Id == 9).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "JSON")]
    [InlineData("""{"keys": {"Id": "a"}, "more": 1}""", "JSON")]
    [InlineData("""{"Keys": [{"Id": "a", "Hash": "12"}]}""", "Hash")]
    [InlineData("""{"Keys": [{"Id": "a b", "Hash": "HASH"}]}""", "Id")]
    [InlineData("""{"Keys": [{"Hash": "HASH"}]}""", "Id")]
    [InlineData("""{"Keys": [{"Id": "a", "Hash": "HASH", "PerSecond": 0}]}""", "PerSecond")]
    [InlineData("""{"Keys": [{"Id": "a", "Hash": "HASH", "Burst": 1000001}]}""", "Burst")]
    [InlineData("""{"Keys": [{"Id": "a", "Hash": "HASH", "NotAfter": "soon"}]}""", "JSON")]
    [InlineData("""{"Keys": [{"Id": "a", "Hash": "HASH"}, {"Id": "a", "Hash": "ASH0"}]}""", "same Id")]
    [InlineData("""{"Keys": [{"Id": "a", "Hash": "HASH"}, {"Id": "b", "Hash": "HASH"}]}""", "same Hash")]
    public async Task A_wrong_key_file_is_told_in_one_line(string content, string named)
    {
        string hash = ApiKeyText.HashOf("x");
        _files.Write("keys.json", content.Replace("HASH", hash, StringComparison.Ordinal).Replace("ASH0", hash[1..] + "0", StringComparison.Ordinal));

        string line = await StartupTests.CannotStartAsync($"--{_files.KeySetting}");

        Assert.Contains("Iris:Access:KeyFile", line, StringComparison.Ordinal);
        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.DoesNotContain(hash, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_key_file_is_told_in_one_line() =>
        Assert.Contains("/nowhere/keys.json", await StartupTests.CannotStartAsync("--Iris:Access:KeyFile=/nowhere/keys.json"), StringComparison.Ordinal);

    [Fact]
    public void Limits_of_a_key_are_taken_at_their_edges()
    {
        string hash = ApiKeyText.HashOf("x");
        foreach (int edge in (int[])[1, 1_000_000])
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(
                $$"""{"Keys": [{"Id": "{{new string('a', 64)}}", "Hash": "{{hash.ToUpperInvariant()}}", "PerSecond": {{edge}}, "Burst": {{edge}}}]}"""));

            KeyEntry entry = Assert.Single(KeyFile.Read(stream).Keys);

            Assert.Equal((edge, edge), (entry.PerSecond, entry.Burst));
        }
    }

    [Fact]
    public void A_file_has_a_thousand_keys_and_no_more()
    {
        Assert.Equal(KeyFile.MaxKeys, Read(KeyFile.MaxKeys).Keys.Count);
        Assert.Contains("keys", Assert.Throws<InvalidDataException>(() => Read(KeyFile.MaxKeys + 1)).Message, StringComparison.Ordinal);

        static KeyFile Read(int keys)
        {
            string entries = string.Join(",", Enumerable.Range(0, keys).Select(i => AccessFiles.CreateKey($"{i}").Entry));
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes($$"""{"Keys": [{{entries}}]}"""));
            return KeyFile.Read(stream);
        }
    }

    [Fact]
    public void Every_key_is_another_and_knows_its_hash()
    {
        string[] keys = [.. Enumerable.Range(0, 1_000).Select(_ => ApiKeyText.Create())];
        byte[] hash = new byte[32];

        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.All(keys, key => Assert.Matches("^iris_[A-Za-z0-9_-]{43}$", key));
        Assert.True(ApiKeyText.TryHash(keys[0], hash));
        Assert.Equal(ApiKeyText.HashOf(keys[0]), Convert.ToHexStringLower(hash));
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", ApiKeyText.HashOf("abc"));
    }

    private static async Task<HttpStatusCode> StatusAsync(IrisServer server, string path, string? key)
    {
        using HttpResponseMessage response = await GetAsync(server, path, key);
        return response.StatusCode;
    }

    private static async Task<HttpResponseMessage> GetAsync(IrisServer server, string path, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Api-Key", key);
        }

        return await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
