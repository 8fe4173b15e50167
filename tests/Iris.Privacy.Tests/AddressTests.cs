using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using static Iris.Privacy.Tests.Scans;

namespace Iris.Privacy.Tests;

/// <summary>Invariant P5: the addresses of clients are not kept.</summary>
public sealed class AddressTests
{
    public AddressTests() => SkipUnlessReadable();

    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://[::]:0")]
    public async Task Nothing_is_left_of_a_clients_address_after_it_has_gone(string url)
    {
        await using IrisProcess iris = await IrisProcess.StartAsync($"urls={url}", "Iris:RateLimit:Enabled=true", "Iris:RateLimit:PerSecond=1", "Iris:RateLimit:Burst=2");
        Dictionary<string, byte[]> traces;
        using (var client = new ClientAddress(iris.Client.BaseAddress!))
        {
            int[] statuses = new int[600];
            for (int i = 0; i < 12; i++)
            {
                var request = new CanaryRequest();
                client.Http.DefaultRequestHeaders.Remove("X-Forwarded-For");
                client.Http.DefaultRequestHeaders.Remove("Forwarded");
                client.Http.DefaultRequestHeaders.Add("X-Forwarded-For", $"{client}, 10.0.0.1");
                client.Http.DefaultRequestHeaders.Add("Forwarded", $"for={client}");
                statuses[(await request.SendAsync(client.Http, request.BodyWithPicture())).Status]++;
            }

            traces = client.Traces();

            Assert.NotEqual(0, statuses[StatusCodes.Status200OK]);
            Assert.NotEqual(0, statuses[StatusCodes.Status429TooManyRequests]);
        }

        await Task.Delay(UntilScrubbed, TestContext.Current.CancellationToken);

        AssertClean(Scan(iris, traces));
    }

    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://[::]:0")]
    public async Task Nothing_is_left_of_the_address_that_a_proxy_tells_though_the_proxy_stays_connected(string url)
    {
        await using IrisProcess iris = await IrisProcess.StartAsync(
            $"urls={url}", "Iris:Proxy:KnownProxies=127.0.0.1", "Iris:RateLimit:Enabled=true",
            "Logging:LogLevel:Default=Trace", "Logging:LogLevel:Microsoft.AspNetCore.HttpOverrides=Trace");
        using var client = new ClientAddress(iris.Client.BaseAddress!);
        using var other = new ClientAddress(iris.Client.BaseAddress!);
        using var proxy = new HttpClient { BaseAddress = new UriBuilder(iris.Client.BaseAddress!) { Host = "127.0.0.1" }.Uri };
        var request = new CanaryRequest();
        foreach (string forwarded in (string[])[$"::ffff:{other}", $"{client}:1234", $"{other}, {client}"])
        {
            proxy.DefaultRequestHeaders.Remove("X-Forwarded-For");
            proxy.DefaultRequestHeaders.Add("X-Forwarded-For", forwarded);

            // Without a query, after which the connection would be closed.
            using HttpResponseMessage response = await proxy.PostAsync(
                new Uri("/compare", UriKind.Relative),
                new StringContent(request.BodyWithPicture(), new MediaTypeHeaderValue("application/json")),
                TestContext.Current.CancellationToken);
            Assert.True((int)response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status429TooManyRequests);
        }

        await Task.Delay(UntilScrubbed, TestContext.Current.CancellationToken);

        AssertClean(Scan(iris, client.Traces()));
        AssertClean(Scan(iris, other.Traces()));
        string printed = await iris.EndAsync();
        Assert.DoesNotContain(client.ToString(), printed, StringComparison.Ordinal);
        Assert.DoesNotContain(other.ToString(), printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_scanner_finds_the_address_that_a_proxy_has_told()
    {
        await using PictureServer pictures = await PictureServer.StartSilentAsync();
        await using IrisProcess iris = await IrisProcess.StartAsync("Iris:Proxy:KnownProxies=127.0.0.1");
        using var client = new ClientAddress(iris.Client.BaseAddress!);
        iris.Client.DefaultRequestHeaders.Add("X-Forwarded-For", client.ToString());
        var request = new CanaryRequest();
        Task answer = request.SendAsync(iris.Client, request.BodyWithUrl(pictures));
        await pictures.Asked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        MemoryScan scan = Scan(iris, client.Traces());

        Assert.Contains(scan.Hits, hit => hit.Canary == "text in UTF-16");
        Assert.Contains(scan.Hits, hit => hit.Canary == "IPAddress");
        Assert.False(answer.IsCompleted);
    }

    [Fact]
    public async Task The_scanner_finds_the_address_of_a_client_that_is_connected()
    {
        await using PictureServer pictures = await PictureServer.StartSilentAsync();
        await using IrisProcess iris = await IrisProcess.StartAsync("Iris:Fetch:HeaderTimeout=00:00:10");
        using var client = new ClientAddress(iris.Client.BaseAddress!);
        client.Http.DefaultRequestHeaders.Add("X-Forwarded-For", client.ToString());
        var request = new CanaryRequest();
        Task answer = request.SendAsync(client.Http, request.BodyWithUrl(pictures));
        await pictures.Asked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        MemoryScan scan = Scan(iris, client.Traces());

        Assert.Contains(scan.Hits, hit => hit.Canary == "text in UTF-16");
        Assert.Contains(scan.Hits, hit => hit.Canary == "IPAddress");
        Assert.Contains(scan.Hits, hit => hit.Canary.StartsWith("socket address", StringComparison.Ordinal));
        Assert.False(answer.IsCompleted);
    }
}
