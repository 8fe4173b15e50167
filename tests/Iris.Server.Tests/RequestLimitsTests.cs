using System.Net.Sockets;
using Iris.Server.Admission;
using Iris.Server.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Iris.Server.Tests;

/// <summary>What one connection may send, in how long a time, and how many there may be.</summary>
public sealed class RequestLimitsTests
{
    private const string Health = "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
    private const string Compare = "POST /compare HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

    [Fact]
    public async Task A_head_may_be_as_large_as_the_limits_and_no_larger()
    {
        await using IrisServer server = await IrisServer.StartAsync();
        const string Ends = "GET /health? HTTP/1.1\r\n";
        string query = new('q', RequestLimits.MaxRequestLineBytes - Ends.Length);
        string value = new('v', RequestLimits.MaxHeaderBytes - "Host: x\r\nConnection: close\r\nX: \r\n".Length);
        string[] headers = [.. Enumerable.Range(0, RequestLimits.MaxHeaders - 2).Select(i => $"X-{i}: x\r\n")];

        await AssertStatusAsync(200, server, $"GET /health?{query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        await AssertStatusAsync(414, server, $"GET /health?{query}q HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        await AssertStatusAsync(200, server, $"{Health}X: {value}\r\n\r\n");
        await AssertStatusAsync(431, server, $"{Health}X: {value}v\r\n\r\n");
        await AssertStatusAsync(200, server, $"{Health}{string.Concat(headers)}\r\n");
        await AssertStatusAsync(431, server, $"{Health}{string.Concat(headers)}Y: y\r\n\r\n");
    }

    [Theory]
    [InlineData("GET /", "q")]
    [InlineData("GET /health HTTP/1.1\r\nHost: x\r\n", "X: x\r\n")]
    [InlineData("GET /health HTTP/1.1\r\nHost: x\r\nX: ", "x")]
    public async Task A_head_that_comes_a_little_at_a_time_is_cut_off(string beginning, string piece)
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:Requests:HeadTimeout=00:00:01");
        using RawConnection connection = await RawConnection.OpenAsync(server);

        await connection.SendAsync(beginning);
        await connection.SendUntilClosedAsync(piece, TimeSpan.FromMilliseconds(100));

        Assert.Matches("^(HTTP/1.1 408 |$)", await connection.ReadToEndAsync());
        await AssertStatusAsync(200, server, Health + "\r\n");
    }

    [Fact]
    public async Task A_body_that_comes_a_little_at_a_time_is_cut_off()
    {
        await using IrisServer server = await IrisServer.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(server);

        await connection.SendAsync(Compare + "Content-Length: 100000\r\n\r\n");
        await connection.SendUntilClosedAsync(" ", TimeSpan.FromMilliseconds(100));

        Assert.Matches("^(HTTP/1.1 408 |$)", await connection.ReadToEndAsync());
        await AssertStatusAsync(200, server, Health + "\r\n");
    }

    // Enough at once for the average to be above the minimum for an hour.
    [Theory]
    [InlineData("Content-Length: 50000000\r\n\r\n", "")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n", "F4240\r\n")]
    public async Task A_body_that_was_fast_at_first_is_cut_off_all_the_same(string length, string chunk)
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:Requests:BodyTimeout=00:00:01");
        using RawConnection connection = await RawConnection.OpenAsync(server);

        await connection.SendAsync(Compare + length + chunk + new string(' ', 900_000));
        string answer = await connection.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("The body came too slowly.", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
        await AssertStatusAsync(200, server, Health + "\r\n");
    }

    [Fact]
    public async Task A_body_may_take_its_time_within_the_limit()
    {
        await using IrisServer server = await IrisServer.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(server);
        RequestStatistics statistics = server.Services.GetRequiredService<RequestStatistics>();

        await connection.SendAsync(Compare + "Connection: close\r\nContent-Length: 30\r\n\r\n");
        while (statistics.Read().TotalRequests == 0)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await connection.SendAsync("""{"target_url":"x","people":[]}""");

        Assert.StartsWith("HTTP/1.1 200 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_without_a_request_is_closed()
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:Requests:KeepAliveTimeout=00:00:01");
        using RawConnection silent = await RawConnection.OpenAsync(server);
        using RawConnection used = await RawConnection.OpenAsync(server);

        await used.SendAsync("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");

        Assert.EndsWith("\r\n\r\nOK", await used.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Empty(await silent.ReadToEndAsync());
    }

    [Fact]
    public async Task A_client_may_have_as_many_connections_as_its_share_and_not_one_more()
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:Requests:MaxConnections=4");
        using RawConnection one = await RawConnection.OpenAsync(server, "127.0.0.2"), two = await RawConnection.OpenAsync(server, "127.0.0.2");
        await AssertHealthyAsync(one);
        await AssertHealthyAsync(two);
        await AssertTurnedAwayAsync(server, "127.0.0.2");

        using RawConnection other = await RawConnection.OpenAsync(server, "127.0.0.3");
        await AssertHealthyAsync(other);
    }

    [Fact]
    public async Task There_may_be_as_many_connections_as_the_limit_and_not_one_more()
    {
        await using IrisServer server = await IrisServer.StartAsync(
            "Iris:Requests:MaxConnections=3", "Iris:Requests:MaxConnectionsPerClient=3");
        var open = new List<RawConnection>();
        for (int i = 0; i < 3; i++)
        {
            open.Add(await RawConnection.OpenAsync(server));
            await AssertHealthyAsync(open[i]);
        }

        await AssertTurnedAwayAsync(server, "127.0.0.1");

        // Those that are there go on, and whoever leaves makes room.
        await AssertHealthyAsync(open[0]);
        open.ForEach(connection => connection.Dispose());
        string answer = "";
        while (answer.Length == 0)
        {
            try
            {
                using RawConnection next = await RawConnection.OpenAsync(server);
                await next.SendAsync(Health + "\r\n");
                answer = await next.ReadToEndAsync();
            }
            catch (SocketException)
            {
                // The server has not yet heard that somebody has left.
            }
        }

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_no_route_reads_does_not_stay_for_long()
    {
        await using IrisServer server = await IrisServer.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(server);

        await connection.SendAsync("POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n" + new string(' ', 1000));

        Assert.StartsWith("HTTP/1.1 404 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    private static async Task AssertTurnedAwayAsync(IrisServer server, string client)
    {
        try
        {
            using RawConnection connection = await RawConnection.OpenAsync(server, client);
            Assert.Empty(await connection.ReadToEndAsync());
        }
        catch (SocketException)
        {
            // Reset before the system has said that it is connected.
        }
    }

    private static async Task AssertHealthyAsync(RawConnection connection)
    {
        await connection.SendAsync("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", await connection.ReadAsync(), StringComparison.Ordinal);
    }

    private static async Task AssertStatusAsync(int status, IrisServer server, string request)
    {
        using RawConnection connection = await RawConnection.OpenAsync(server);
        await connection.SendAsync(request);

        Assert.StartsWith($"HTTP/1.1 {status} ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }
}
