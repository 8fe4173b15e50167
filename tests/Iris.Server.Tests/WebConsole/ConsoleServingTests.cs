using System.Net;
using Iris.Server.Diagnostics;
using Iris.Testing.Access;
using Microsoft.Extensions.DependencyInjection;
using Answer = Iris.Server.Tests.Contract.Answer;

namespace Iris.Server.Tests.WebConsole;

/// <summary>How the console is served.</summary>
public sealed class ConsoleServingTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly IrisServer _server = shared.Server;

    public static TheoryData<string> Files => [.. ConsoleFiles.Names];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Each_file_is_served_as_what_it_is_and_kept_by_no_browser(string name)
    {
        string type = Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            _ => "image/svg+xml",
        };

        Answer answer = await GetAsync(_server, ConsoleFiles.PathOf(name));

        Assert.Equal((200, type), (answer.Status, answer.Headers["Content-Type"]));
        Assert.Equal(("no-store", "nosniff"), (answer.Headers["Cache-Control"], answer.Headers["X-Content-Type-Options"]));
        Assert.Equal(ConsoleFiles.Read(name), answer.Body);
    }

    [Fact]
    public async Task A_browser_is_told_to_run_and_ask_nothing_but_this_server()
    {
        Answer page = await GetAsync(_server, "/");

        Assert.Equal(
            [
                "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' blob:", "connect-src 'self'", "form-action 'none'",
                "base-uri 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
            ],
            page.Headers["Content-Security-Policy"].Split("; "));
        Assert.Equal("same-origin", page.Headers["Cross-Origin-Opener-Policy"]);
        Assert.Equal("no-referrer", page.Headers["Referrer-Policy"]);
        string[] permitted = [.. page.Headers["Permissions-Policy"].Split(", ").Where(feature => !feature.EndsWith("=()", StringComparison.Ordinal))];
        Assert.Equal(["camera=(self)", "clipboard-write=(self)"], permitted);
    }

    [Fact]
    public async Task Loading_it_leaves_all_of_the_allowance_for_comparisons()
    {
        await using IrisServer server = await IrisServer.StartAsync(
            "Iris:RateLimit:Enabled=true", "Iris:RateLimit:PerSecond=1", "Iris:RateLimit:Burst=1");
        foreach (string name in ConsoleFiles.Names)
        {
            Answer answer = await GetAsync(server, ConsoleFiles.PathOf(name));
            Assert.Equal(200, answer.Status);
            Assert.DoesNotContain("RateLimit", answer.Headers.Keys);
        }

        Assert.Equal(200, (await GetAsync(server, "/stats")).Status);
    }

    [Fact]
    public async Task Whoever_has_no_key_gets_the_page_to_enter_one_and_nothing_else()
    {
        using var files = new AccessFiles();
        (string key, string entry) = AccessFiles.CreateKey("a");
        files.WriteKeys(entry);
        await using IrisServer server = await IrisServer.StartAsync(files.KeySetting);

        Assert.All(await Task.WhenAll(ConsoleFiles.Names.Select(name => GetAsync(server, ConsoleFiles.PathOf(name)))), answer => Assert.Equal(200, answer.Status));
        Assert.Equal(401, (await GetAsync(server, "/console/nothing.js")).Status);
        Assert.Equal(401, (await GetAsync(server, "/v1/status")).Status);
        server.Client.DefaultRequestHeaders.Add("X-Api-Key", key);
        Assert.Equal(200, (await GetAsync(server, "/v1/status")).Status);
    }

    [Fact]
    public async Task It_can_be_turned_off()
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:Console:Enabled=false");

        foreach (string name in ConsoleFiles.Names)
        {
            Assert.Equal(404, (await GetAsync(server, ConsoleFiles.PathOf(name))).Status);
        }
    }

    [Theory]
    [InlineData("/console")]
    [InlineData("/console/")]
    [InlineData("/console/index.html")]
    [InlineData("/console/../WebConsole/Page/main.js")]
    [InlineData("/console/face.jpg")]
    public async Task Nothing_else_of_the_program_is_served(string path) => Assert.Equal(404, (await GetAsync(_server, path)).Status);

    [Theory]
    [InlineData("/")]
    [InlineData("/console/main.js")]
    public async Task Heads_are_answered_and_nothing_is_counted(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(path, UriKind.Relative));

        using HttpResponseMessage response = await _server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(0, _server.Services.GetRequiredService<RequestStatistics>().Read().TotalRequests);
    }

    // Kestrel keeps the path of a connection's last request: none may hold anything.
    [Fact]
    public void No_route_takes_a_part_of_its_path_from_the_request() => Assert.DoesNotContain(
        _server.Services.GetRequiredService<Microsoft.AspNetCore.Routing.EndpointDataSource>().Endpoints.OfType<Microsoft.AspNetCore.Routing.RouteEndpoint>(),
        endpoint => endpoint.RoutePattern.Parameters.Count > 0);

    private static async Task<Answer> GetAsync(IrisServer server, string path) => await Answer.ReadAsync(
        await server.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));
}
