using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Iris.Server.Admission;
using Microsoft.Extensions.DependencyInjection;
using static Iris.Server.Tests.CompareClient;

namespace Iris.Server.Tests;

/// <summary>More than the server can do: some of it is refused, at once, and the rest is answered as ever.</summary>
public sealed class OverloadTests
{
    private const int Megabyte = 1024 * 1024;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Beyond_its_places_the_server_refuses_at_once_and_says_when_to_come_back()
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:Capacity:MaxRequests=2", "Iris:Capacity:MaxRequestsPerClient=2");
        await using WaitingRequests waiting = await WaitingRequests.StartAsync();
        await waiting.AddAsync(server.Client);
        await waiting.AddAsync(server.Client);

        using HttpResponseMessage refused = await server.PostAsync(Body(DataUri(Salley)));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(1, int.Parse(Assert.Single(refused.Headers.GetValues("Retry-After")), CultureInfo.InvariantCulture));
        Assert.Equal(["*"], refused.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Equal("OK", await server.Client.GetStringAsync(new Uri("/health", UriKind.Relative), Cancelled));
    }

    [Fact]
    public async Task A_client_that_hangs_up_frees_its_place()
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:Capacity:MaxRequests=1", "Iris:Fetch:Timeout=00:05:00");
        await using WaitingRequests waiting = await WaitingRequests.StartAsync();
        await waiting.AddAsync(server.Client);
        await waiting.HangUpAsync();

        // The server hears of it a moment later.
        HttpResponseMessage response = await server.PostAsync(Body(DataUri(Salley), ("Salley", DataUri(SalleyAgain))));
        for (int i = 0; response.StatusCode == HttpStatusCode.ServiceUnavailable && i < 100; i++)
        {
            response.Dispose();
            await Task.Delay(50, Cancelled);
            response = await server.PostAsync(Body(DataUri(Salley), ("Salley", DataUri(SalleyAgain))));
        }

        Assert.Single(await MatchesAsync(response));
    }

    [Fact]
    public async Task A_client_is_known_for_as_long_as_it_has_a_request_under_way()
    {
        await using IrisServer server = await IrisServer.StartAsync();
        Capacity capacity = server.Services.GetRequiredService<Capacity>();
        using HttpClient one = From("127.0.0.2", server), other = From("127.0.0.3", server);
        await using (WaitingRequests waiting = await WaitingRequests.StartAsync())
        {
            await waiting.AddAsync(one);
            await waiting.AddAsync(one);
            await waiting.AddAsync(other);
            Assert.Equal(2, capacity.Clients);
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await server.PostAsync("{")).StatusCode);
        for (int i = 0; capacity.Clients > 0 && i < 200; i++)
        {
            await Task.Delay(50, Cancelled);
        }

        Assert.Equal(0, capacity.Clients);
    }

    [Fact]
    public async Task One_client_cannot_take_all_places()
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:Capacity:MaxRequests=4");
        using HttpClient greedy = From("127.0.0.2", server), modest = From("127.0.0.3", server);
        await using WaitingRequests waiting = await WaitingRequests.StartAsync();
        await waiting.AddAsync(greedy);
        await waiting.AddAsync(greedy);

        using HttpResponseMessage refused = await PostAsync(greedy, Body(DataUri(Salley)));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Single(await CompareAsync(modest, DataUri(Salley), ("Salley", DataUri(SalleyAgain))));
    }

    [Fact]
    public async Task A_request_with_many_candidates_does_not_hold_up_one_with_few()
    {
        await using IrisServer server = await IrisServer.StartAsync();
        string picture = DataUri(SalleyAgain);
        Task<(string Name, int Probability)[]> many = server.CompareAsync(
            DataUri(Salley), [.. Enumerable.Range(0, 300).Select(i => ($"{i}", picture))]);

        // Its turn comes after one picture of the other request, not after three hundred.
        Assert.Single(await server.CompareAsync(DataUri(Salley), ("Salley", picture)));
        Assert.Single(await server.CompareAsync(DataUri(Salley), ("Salley", picture)));

        Assert.False(many.IsCompleted);
        Assert.Equal(300, (await many).Length);
    }

    [Fact]
    public async Task Bodies_that_exceed_a_clients_memory_are_refused_and_others_are_not()
    {
        // A client may have a quarter: 8 MiB.
        await using IrisServer server = await IrisServer.StartAsync(
            $"Iris:Capacity:MemoryBudget={32 * Megabyte}",
            $"Iris:Comparison:MaxRequestBytes={4 * Megabyte}",
            $"Iris:Fetch:MaxPictureBytes={Megabyte}",
            $"Iris:Pictures:MaxDecodeBytes={16 * Megabyte}");
        using HttpClient greedy = From("127.0.0.2", server), modest = From("127.0.0.3", server);
        // One takes four, as it grows by doubling, the other one.
        using UnendingContent first = new((2 * Megabyte) + 1), second = new(Megabyte);
        _ = greedy.PostAsync(new Uri("/compare", UriKind.Relative), first, Cancelled);
        _ = greedy.PostAsync(new Uri("/compare", UriKind.Relative), second, Cancelled);

        // Until what was sent has arrived: a body of zeros is no JSON.
        var status = HttpStatusCode.BadRequest;
        for (int i = 0; status == HttpStatusCode.BadRequest && i < 200; i++)
        {
            await Task.Delay(50, Cancelled);
            using var body = new ByteArrayContent(new byte[(3 * Megabyte) + 1]) { Headers = { ContentType = new("application/json") } };
            using HttpResponseMessage refused = await greedy.PostAsync(new Uri("/compare", UriKind.Relative), body, Cancelled);
            status = refused.StatusCode;
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Single(await CompareAsync(modest, DataUri(Salley), ("Salley", DataUri(SalleyAgain))));
    }

    [Fact]
    public async Task Pictures_that_do_not_fit_side_by_side_are_fetched_one_after_the_other()
    {
        // Of 2 MB each, 16 at a time: a client has 8 MiB.
        byte[] picture = [.. Pictures.Read(SalleyAgain), .. new byte[2_000_000]];
        await using PictureServer pictures = await PictureServer.StartAsync(context => context.Response.Body.WriteAsync(picture, context.RequestAborted).AsTask());
        await using IrisServer server = await IrisServer.StartAsync(
            $"Iris:Capacity:MemoryBudget={32 * Megabyte}",
            $"Iris:Comparison:MaxRequestBytes={Megabyte}",
            $"Iris:Fetch:MaxPictureBytes={4 * Megabyte}",
            $"Iris:Pictures:MaxDecodeBytes={16 * Megabyte}");

        Assert.Equal(30, (await server.CompareAsync(DataUri(Salley), [.. Enumerable.Range(0, 30).Select(i => ($"{i}", pictures.Url($"{i}")))])).Length);
    }

    [Fact]
    public async Task Announcing_bodies_takes_nothing_from_others()
    {
        await using IrisServer server = await IrisServer.StartAsync(
            $"Iris:Capacity:MemoryBudget={32 * Megabyte}",
            $"Iris:Comparison:MaxRequestBytes={4 * Megabyte}",
            $"Iris:Fetch:MaxPictureBytes={4 * Megabyte}",
            $"Iris:Pictures:MaxDecodeBytes={16 * Megabyte}");
        var heads = new List<RawConnection>();
        for (int i = 0; i < 60; i++)
        {
            heads.Add(await RawConnection.OpenAsync(server, i % 2 == 0 ? "127.0.0.2" : "127.0.0.3"));
            await heads[i].SendAsync($"POST /compare HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {Megabyte}\r\n\r\n");
        }

        using HttpClient other = From("127.0.0.4", server);
        Assert.Single(await CompareAsync(other, DataUri(Salley), ("Salley", DataUri(SalleyAgain))));
        heads.ForEach(head => head.Dispose());
    }

    [Fact]
    public async Task Fetched_pictures_that_exceed_a_clients_memory_are_a_refusal_and_not_a_missing_match()
    {
        await using PictureServer large = await ScarceMemory.ServeLargePicturesAsync();
        await using IrisServer server = await IrisServer.StartAsync(ScarceMemory.Settings);
        using IDisposable taken = ScarceMemory.Take(server);

        using HttpResponseMessage response = await server.PostAsync(
            Body(DataUri(Salley), [.. Enumerable.Range(0, 8).Select(i => ($"{i}", large.Url($"{i}")))]));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task A_picture_that_takes_too_long_is_left_out()
    {
        var limit = TimeSpan.FromSeconds(123);
        await using IrisServer server = await IrisServer.StartAsync(new ExpiringClock(limit), $"Iris:Capacity:PictureTimeout={limit}");

        Assert.Empty(await server.CompareAsync(DataUri(Salley), ("Salley", DataUri(SalleyAgain))));
    }

    [Fact]
    public async Task A_budget_that_is_too_small_for_what_is_allowed_keeps_the_server_from_starting()
    {
        Exception exception = await Assert.ThrowsAnyAsync<Exception>(() => IrisServer.StartAsync($"Iris:Capacity:MemoryBudget={64 * Megabyte}"));

        Assert.Contains("Iris:Capacity:MemoryBudget", exception.Message, StringComparison.Ordinal);
    }

    private static HttpClient From(string address, IrisServer server) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = server.Client.BaseAddress,
    };

    /// <summary>A body of spaces whose end never comes.</summary>
    private sealed class UnendingContent : HttpContent
    {
        private readonly int _bytes;

        public UnendingContent(int bytes)
        {
            _bytes = bytes;
            Headers.ContentType = new("application/json");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            byte[] spaces = new byte[_bytes];
            spaces.AsSpan().Fill((byte)' ');
            await stream.WriteAsync(spaces, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, Cancelled);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    /// <summary>Requests that wait for a picture that never comes.</summary>
    private sealed class WaitingRequests : IAsyncDisposable
    {
        private readonly SemaphoreSlim _asked = new(0);
        private readonly CancellationTokenSource _patience = new();
        private readonly List<Task> _requests = [];
        private PictureServer? _pictures;

        public static async Task<WaitingRequests> StartAsync()
        {
            var waiting = new WaitingRequests();
            waiting._pictures = await PictureServer.StartAsync(context =>
            {
                waiting._asked.Release();
                return PictureServer.KeepWaitingAsync(context);
            });
            return waiting;
        }

        /// <summary>Sends a request, and waits until its picture is asked for.</summary>
        public async Task AddAsync(HttpClient client)
        {
            var content = new StringContent(Body(_pictures!.Url("a"), ("Salley", DataUri(Salley))), MediaTypeHeaderValue.Parse("application/json"));
            _requests.Add(client.PostAsync(new Uri("/compare", UriKind.Relative), content, _patience.Token));
            Assert.True(await _asked.WaitAsync(TimeSpan.FromSeconds(30), Cancelled));
        }

        /// <summary>Ends the requests from the clients' side.</summary>
        public async Task HangUpAsync()
        {
            await _patience.CancelAsync();
            foreach (Task request in _requests)
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
            }

            _requests.Clear();
        }

        public async ValueTask DisposeAsync()
        {
            await HangUpAsync();
            await _pictures!.DisposeAsync();
            _patience.Dispose();
            _asked.Dispose();
        }
    }
}
