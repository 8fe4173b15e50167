using System.Text.RegularExpressions;

namespace Iris.Server.Tests.Contract;

/// <summary><c>/docs</c>: a page that needs nobody but the server that it comes from.</summary>
public sealed partial class ReferencePageTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly IrisServer _server = shared.Server;

    [Fact]
    public async Task The_page_loads_its_script_and_the_document_from_its_own_server_and_nothing_else()
    {
        Answer page = await GetAsync("/docs");

        Assert.Equal((200, "text/html; charset=utf-8"), (page.Status, page.Headers["Content-Type"]));
        string[] references = [.. Reference().Matches(page.Body).Select(match => match.Groups[1].Value)];
        Assert.Equal(["data:,", "openapi/v1.json", "openapi/v1.json", "docs/scalar.js"], references);
        foreach (string reference in references.Where(reference => !reference.StartsWith("data:", StringComparison.Ordinal)))
        {
            Assert.Equal(200, (await GetAsync(new Uri(new Uri(_server.Client.BaseAddress!, "/docs"), reference).AbsolutePath)).Status);
        }

        Assert.DoesNotContain("://", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_is_told_to_load_nothing_from_elsewhere_and_to_run_nothing_but_the_script()
    {
        Dictionary<string, string> policy = (await GetAsync("/docs")).Headers["Content-Security-Policy"].Split("; ")
            .Select(directive => directive.Split(' ', 2)).ToDictionary(directive => directive[0], directive => directive[1]);

        Assert.Equal("'none'", policy["default-src"]);
        Assert.Equal("'self'", policy["script-src"]);
        Assert.Equal("'self'", policy["connect-src"]);
        Assert.All(policy.Values, sources => Assert.All(
            sources.Split(' '), source => Assert.Contains(source, (string[])["'none'", "'self'", "'unsafe-inline'", "data:", "blob:"])));
        Assert.Equal(["style-src"], policy.Where(directive => directive.Value.Contains("unsafe", StringComparison.Ordinal)).Select(directive => directive.Key));
    }

    // What would ask others: fonts, telemetry, a proxy for requests, an assistant, a link to the maker's own client.
    [Theory]
    [InlineData("\"withDefaultFonts\": false")]
    [InlineData("\"telemetry\": false")]
    [InlineData("\"hideClientButton\": true")]
    [InlineData("\"agent\": { \"disabled\": true }")]
    [InlineData("\"mcp\": { \"disabled\": true }")]
    public async Task What_would_ask_others_is_off(string setting)
    {
        string page = (await GetAsync("/docs")).Body;

        Assert.Contains(setting, page, StringComparison.Ordinal);
        Assert.DoesNotContain("proxyUrl", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip, br", "gzip")]
    [InlineData("GZIP;q=0.5", "gzip")]
    [InlineData("gzip;q=0", null)]
    [InlineData("br", null)]
    [InlineData("", null)]
    public async Task The_script_is_compressed_for_whoever_takes_it_so(string accepted, string? encoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/docs/scalar.js", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);

        using HttpResponseMessage response = await _server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("text/javascript", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(encoding, response.Content.Headers.ContentEncoding.SingleOrDefault());
        byte[] script = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.InRange(script.Length, encoding is null ? 2_000_000 : 500_000, encoding is null ? 20_000_000 : 2_000_000);
    }

    private async Task<Answer> GetAsync(string path) => await Answer.ReadAsync(
        await _server.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));

    [GeneratedRegex("(?:src|href|data-url)=\"([^\"]*)\"")]
    private static partial Regex Reference();
}
