using System.Net;

namespace Iris.Server.Tests;

/// <summary>
/// Whom a request is from behind reverse proxies. The tests come from 127.0.0.1. Requests are of one client when they have one allowance:
/// whoever comes second finds it used up.
/// </summary>
public sealed class ProxyTests
{
    // One comes back each second: enough for no test to be as slow as that.
    private const int Allowance = 20;

    private const string Here = "Iris:Proxy:KnownProxies=127.0.0.1";

    [Fact]
    public async Task Without_a_known_proxy_nobody_is_believed()
    {
        await using IrisServer server = await StartAsync();

        await AssertOneClientAsync(server, "192.0.2.1", "192.0.2.2");
    }

    [Theory]
    [InlineData("Iris:Proxy:KnownProxies=192.0.2.9")]
    [InlineData("Iris:Proxy:KnownProxies=::1")]
    [InlineData("Iris:Proxy:KnownNetworks=127.0.0.128/25, 10.0.0.0/8")]
    public async Task A_peer_that_is_no_known_proxy_is_not_believed(string setting)
    {
        await using IrisServer server = await StartAsync(setting);

        await AssertOneClientAsync(server, "192.0.2.1", "192.0.2.2");
    }

    [Theory]
    [InlineData(Here)]
    [InlineData("Iris:Proxy:KnownProxies=::ffff:127.0.0.1")]
    [InlineData("Iris:Proxy:KnownProxies= 192.0.2.9 , 127.0.0.1,")]
    [InlineData("Iris:Proxy:KnownNetworks=127.0.0.0/8")]
    [InlineData("Iris:Proxy:KnownNetworks=fd00::/8,127.0.0.0/24")]
    public async Task A_known_proxy_is_believed(string setting)
    {
        await using IrisServer server = await StartAsync(setting);

        await AssertTwoClientsAsync(server, "192.0.2.1", "192.0.2.2");
        await AssertOneClientAsync(server, "192.0.2.3", "192.0.2.3");
    }

    [Fact]
    public async Task On_a_socket_for_both_versions_of_IP_a_known_proxy_is_believed_too()
    {
        await using IrisServer server = await StartAsync(Here, "urls=http://[::]:0");
        using var client = new HttpClient { BaseAddress = new UriBuilder(server.Client.BaseAddress!) { Host = "127.0.0.1" }.Uri };

        Assert.False(await IsRefusedAsync(client, "192.0.2.1"));
        Assert.False(await IsRefusedAsync(client, "192.0.2.2"));
        Assert.True(await IsRefusedAsync(client, "192.0.2.2"));
    }

    [Fact]
    public async Task What_a_client_writes_before_the_proxy_does_not_count()
    {
        await using IrisServer server = await StartAsync(Here);

        await AssertOneClientAsync(server, "198.51.100.1, 192.0.2.1", "198.51.100.2, 192.0.2.1");
        await AssertOneClientAsync(server, "127.0.0.1, 192.0.2.2", "192.0.2.2");
        await AssertTwoClientsAsync(server, "198.51.100.1, 192.0.2.3", "198.51.100.1, 192.0.2.4");
    }

    [Fact]
    public async Task Of_a_chain_the_last_that_is_no_known_proxy_counts()
    {
        await using IrisServer server = await StartAsync(Here, "Iris:Proxy:KnownNetworks=10.0.0.0/8", "Iris:Proxy:ForwardLimit=2");

        await AssertTwoClientsAsync(server, "192.0.2.1, 10.0.0.1", "192.0.2.2, 10.0.0.1");
        await AssertOneClientAsync(server, "198.51.100.1, 192.0.2.3, 10.0.0.1", "198.51.100.2, 192.0.2.3, 10.0.0.2");

        // The second proxy was not there: who sent this is known, and may not choose to be another.
        await AssertOneClientAsync(server, "198.51.100.1, 192.0.2.4", "198.51.100.2, 192.0.2.4");

        // No further than the limit, even along known proxies.
        await AssertOneClientAsync(server, "192.0.2.5, 10.0.0.3, 10.0.0.4", "192.0.2.6, 10.0.0.3, 10.0.0.4");
    }

    [Fact]
    public async Task A_client_is_an_IPv6_network_or_an_IPv4_address_however_it_is_written()
    {
        await using IrisServer server = await StartAsync(Here);

        await AssertOneClientAsync(server, "2001:db8:0:1::1", "2001:db8:0:1:ffff::2");
        await AssertTwoClientsAsync(server, "2001:db8:0:2::1", "2001:db8:0:3::1");
        await AssertOneClientAsync(server, "[2001:db8:0:4::1]:1234", "\"[2001:db8:0:4::1]:9\"");
        await AssertOneClientAsync(server, "192.0.2.1:1234", "192.0.2.1:9");
        await AssertOneClientAsync(server, "::ffff:192.0.2.2", "192.0.2.2");
    }

    [Theory]
    [InlineData("unknown", "_hidden")]
    [InlineData("", ",")]
    [InlineData("300.1.1.1", "192.0.2.1.5")]
    [InlineData("192.0.2.1, x", "192.0.2.2, y")]
    [InlineData("192.0.2.1 192.0.2.1", "192.0.2.2 192.0.2.2")]
    [InlineData("for=192.0.2.1", "http://192.0.2.2/")]
    [InlineData("192.0.2.1:x", "192.0.2.2:99999")]
    public async Task What_is_no_address_leaves_the_proxy_as_the_client(string first, string second)
    {
        await using IrisServer server = await StartAsync(Here);

        await AssertOneClientAsync(server, first, second);
    }

    [Fact]
    public async Task The_header_Forwarded_is_not_read()
    {
        await using IrisServer server = await StartAsync(Here);

        Assert.False(await IsRefusedAsync(server.Client, "for=192.0.2.1", "Forwarded"));
        Assert.True(await IsRefusedAsync(server.Client, "for=192.0.2.2", "Forwarded"));
    }

    private static Task<IrisServer> StartAsync(params string[] settings) => IrisServer.StartAsync(
        ["Iris:RateLimit:Enabled=true", "Iris:RateLimit:PerSecond=1", $"Iris:RateLimit:Burst={Allowance}", .. settings]);

    private static async Task AssertOneClientAsync(IrisServer server, string first, string second)
    {
        Assert.False(await IsRefusedAsync(server.Client, first));
        Assert.True(await IsRefusedAsync(server.Client, second));
    }

    private static async Task AssertTwoClientsAsync(IrisServer server, string first, string second)
    {
        Assert.False(await IsRefusedAsync(server.Client, first));
        Assert.False(await IsRefusedAsync(server.Client, second));
    }

    // Asks as often as one client may.
    private static async Task<bool> IsRefusedAsync(HttpClient client, string forwarded, string header = "X-Forwarded-For")
    {
        bool isRefused = false;
        for (int i = 0; i < Allowance; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/stats", UriKind.Relative));
            Assert.True(request.Headers.TryAddWithoutValidation(header, forwarded));
            using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests);
            isRefused |= response.StatusCode == HttpStatusCode.TooManyRequests;
        }

        return isRefused;
    }
}
