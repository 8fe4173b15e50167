using System.Collections;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Iris.Server.Tests;

/// <summary>Invariant P5: what stands for a client is dropped when the client has been idle.</summary>
public sealed class RateLimitKeysTests
{
    // The framework drops a bucket that has been full for ten seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_rate_limit_knows_no_client_after_idling()
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:RateLimit:Enabled=true");
        object limiter = server.Services.GetRequiredService<IOptions<RateLimiterOptions>>().Value.GlobalLimiter!;
        const int Clients = 20;
        for (byte i = 1; i <= Clients; i++)
        {
            await AskFromAsync(new IPAddress([127, 83, 201, i]), server);
        }

        Assert.Equal(Clients, CountKeys(limiter));

        var watch = Stopwatch.StartNew();
        while (CountKeys(limiter) > 0 && watch.Elapsed < Patience)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, CountKeys(limiter));
    }

    // The framework tells nobody how many there are: its table is looked at. A version with another table fails here.
    private static int CountKeys(object limiter)
    {
        FieldInfo? table = limiter.GetType().GetField("_limiters", BindingFlags.Instance | BindingFlags.NonPublic);
        Assert.NotNull(table);
        return Assert.IsType<IDictionary>(table.GetValue(limiter), exactMatch: false).Count;
    }

    private static async Task AskFromAsync(IPAddress address, IrisServer server)
    {
        using var connections = new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(address, 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var client = new HttpClient(connections) { BaseAddress = server.Client.BaseAddress };
        using HttpResponseMessage response = await client.GetAsync(new Uri("/stats", UriKind.Relative), TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }
}
