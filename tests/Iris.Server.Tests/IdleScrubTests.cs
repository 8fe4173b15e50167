using System.Net.Sockets;
using Iris.Server.Diagnostics;
using Iris.Server.Privacy;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static Iris.Server.Tests.CompareClient;

namespace Iris.Server.Tests;

public sealed class IdleScrubTests
{
    private const string Anything = """{"target_url":"x","people":[]}""";

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task Health_checks_do_not_postpone_the_scrub()
    {
        var time = new FakeTimeProvider();
        await using IrisServer server = await IrisServer.StartAsync(time);
        IdleScrub scrub = server.Services.GetRequiredService<IdleScrub>();
        Assert.Empty(await MatchesAsync(await server.PostAsync(Anything)));

        // Within the two seconds that are promised.
        for (int i = 0; i < 10; i++)
        {
            await GetAsync(server, "/health");
            await GetAsync(server, "/stats");
            time.Advance(Step);
        }

        Assert.Equal(IdleScrub.ErasuresOfAScrub, scrub.Erasures);
    }

    [Fact]
    public async Task Requests_that_never_pause_postpone_the_scrub_but_not_for_long()
    {
        var time = new FakeTimeProvider();
        await using IrisServer server = await IrisServer.StartAsync(time);
        IdleScrub scrub = server.Services.GetRequiredService<IdleScrub>();
        int steps = (int)(IdleScrub.MaxInterval / Step);

        for (int i = 0; i < steps - 1; i++)
        {
            Assert.Empty(await MatchesAsync(await server.PostAsync(Anything)));
            time.Advance(Step);
        }

        Assert.Equal(0, scrub.Erasures);
        Assert.Empty(await MatchesAsync(await server.PostAsync(Anything)));
        time.Advance(Step);
        Assert.Equal(1, scrub.Erasures);
    }

    [Fact]
    public async Task A_body_that_comes_slowly_does_not_postpone_the_scrub()
    {
        var time = new FakeTimeProvider();
        await using IrisServer server = await IrisServer.StartAsync(time);
        IdleScrub scrub = server.Services.GetRequiredService<IdleScrub>();
        RequestStatistics statistics = server.Services.GetRequiredService<RequestStatistics>();
        using var slow = new TcpClient(server.Client.BaseAddress!.Host, server.Client.BaseAddress.Port);
        await slow.GetStream().WriteAsync(
            "POST /compare HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"u8.ToArray(),
            TestContext.Current.CancellationToken);
        while (statistics.Read().TotalRequests == 0)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.Empty(await MatchesAsync(await server.PostAsync(Anything)));
        for (int i = 0; i < 10; i++)
        {
            await GetAsync(server, "/health");
            time.Advance(Step);
        }

        Assert.Equal(IdleScrub.ErasuresOfAScrub, scrub.Erasures);
    }

    [Fact]
    public async Task What_health_checks_leave_is_erased_too_but_a_quiet_server_is_left_alone()
    {
        var time = new FakeTimeProvider();
        using var ends = new RequestEnds();
        await using IrisServer server = await IrisServer.StartAsync(time, services => services.AddSingleton<IStartupFilter>(ends));
        IdleScrub scrub = server.Services.GetRequiredService<IdleScrub>();

        time.Advance(10 * IdleScrub.MaxInterval);
        Assert.Equal(0, scrub.Erasures);

        await GetAsync(server, "/health");
        await ends.NextAsync();
        time.Advance(IdleScrub.MaxInterval);
        Assert.Equal(1, scrub.Erasures);

        // What the scrub itself connects is no reason for another.
        ListeningSockets sockets = server.Services.GetRequiredService<ListeningSockets>();
        for (int i = 0; i < 3; i++)
        {
            await sockets.ForgetLastClientsAsync();
            time.Advance(IdleScrub.MaxInterval);
        }

        Assert.Equal(1, scrub.Erasures);
    }

    private static async Task GetAsync(IrisServer server, string path)
    {
        using HttpResponseMessage response = await server.Client.GetAsync(
            new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }
}
