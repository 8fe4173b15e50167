using System.Buffers.Binary;
using System.Collections;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Threading.RateLimiting;
using Iris.Server.Admission;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Iris.Server.Tests;

/// <summary>Invariant P5: what stands for a client is dropped when the client has been idle.</summary>
[Collection(nameof(OneAtATime))]
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

    [Fact]
    public async Task However_many_addresses_ask_the_rate_limit_has_no_more_keys_and_others_are_served()
    {
        const int Attackers = 100_000, Others = 1_000;
        await using IrisServer server = await IrisServer.StartAsync("Iris:RateLimit:Enabled=true");
        PartitionedRateLimiter<HttpContext> limiter = server.Services.GetRequiredService<IOptions<RateLimiterOptions>>().Value.GlobalLimiter!;
        long before = GC.GetTotalMemory(forceFullCollection: true);

        for (int i = 0; i < Attackers; i++)
        {
            Ask(limiter, Address(0x20010DB8_00000000 + (ulong)i));
        }

        Assert.InRange(CountKeys(limiter), 1, Buckets.Slots);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 32 * 1024 * 1024);

        // A slot has had six requests of its ten; hardly one in ten has had more than nine.
        int served = Enumerable.Range(0, Others).Count(i => Ask(limiter, Address(0x20010DB9_00000000 + (ulong)i)));
        Assert.InRange(served, Others * 3 / 4, Others);
        Assert.InRange(CountKeys(limiter), 1, Buckets.Slots);
    }

    [Fact]
    public async Task One_client_cannot_take_the_allowance_of_others_with_all_the_addresses_of_its_network()
    {
        const int Others = 1_000;
        await using IrisServer server = await IrisServer.StartAsync("Iris:RateLimit:Enabled=true", "Iris:RateLimit:PerSecond=1");
        PartitionedRateLimiter<HttpContext> limiter = server.Services.GetRequiredService<IOptions<RateLimiterOptions>>().Value.GlobalLimiter!;

        int allowed = Enumerable.Range(0, 100_000).Count(i => Ask(limiter, Address(0x20010DB8_00000000, (ulong)i)));

        // The burst, and one for each second that this has taken.
        Assert.InRange(allowed, 10, 100);
        Assert.Equal(1, CountKeys(limiter));
        int served = Enumerable.Range(0, Others).Count(i => Ask(limiter, Address(0x20010DB9_00000000 + (ulong)i)));
        Assert.InRange(served, Others - 5, Others);
    }

    [Fact]
    public void A_client_has_another_slot_in_every_process()
    {
        var address = IPAddress.Parse("192.0.2.1");

        int[] slots = [.. Enumerable.Range(0, 20).Select(_ => new ClientKey().Of(address).SlotOf(Buckets.Slots))];

        Assert.All(slots, slot => Assert.InRange(slot, 0, Buckets.Slots - 1));
        Assert.InRange(slots.Distinct().Count(), 15, 20);
    }

    private static bool Ask(PartitionedRateLimiter<HttpContext> limiter, IPAddress address)
    {
        using RateLimitLease lease = limiter.AttemptAcquire(new DefaultHttpContext { Connection = { RemoteIpAddress = address } });
        return lease.IsAcquired;
    }

    private static IPAddress Address(ulong network, ulong host = 1)
    {
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, network);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), host);
        return new IPAddress(bytes);
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
