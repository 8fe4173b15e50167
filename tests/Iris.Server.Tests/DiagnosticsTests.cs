using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Iris.Server.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using static Iris.Server.Tests.CompareClient;

namespace Iris.Server.Tests;

public sealed class DiagnosticsTests
{
    [Fact]
    public async Task Health_answers_ok()
    {
        await using IrisServer server = await IrisServer.StartAsync();

        using HttpResponseMessage response = await server.Client.GetAsync(
            new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("OK", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Stats_count_comparisons_of_any_outcome_and_nothing_else()
    {
        var time = new FakeTimeProvider();
        await using IrisServer server = await IrisServer.StartAsync(time);
        await server.CompareAsync(DataUri(Salley), ("Salley", DataUri(SalleyAgain)));
        (await server.PostAsync("malformed")).Dispose();
        await server.Client.GetStringAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal("""{"total_requests":2,"requests_last_second":2,"requests_last_minute":2,"requests_last_hour":2}""", await StatsAsync());

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("""{"total_requests":2,"requests_last_second":0,"requests_last_minute":2,"requests_last_hour":2}""", await StatsAsync());

        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("""{"total_requests":2,"requests_last_second":0,"requests_last_minute":0,"requests_last_hour":2}""", await StatsAsync());

        time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal("""{"total_requests":2,"requests_last_second":0,"requests_last_minute":0,"requests_last_hour":0}""", await StatsAsync());

        async Task<string> StatsAsync() => (await server.Client.GetFromJsonAsync<JsonNode>(
            new Uri("/stats", UriKind.Relative), TestContext.Current.CancellationToken))!.ToJsonString();
    }

    [Fact]
    public void A_window_holds_what_is_younger_than_its_length()
    {
        var time = new FakeTimeProvider();
        var statistics = new RequestStatistics(time);

        statistics.Count();
        time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Equal(new RequestCounts(1, 1, 1, 1), statistics.Read());
        statistics.Count();
        time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(new RequestCounts(2, 1, 2, 2), statistics.Read());
        time.Advance(TimeSpan.FromSeconds(58.8));
        Assert.Equal(new RequestCounts(2, 0, 2, 2), statistics.Read());
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(new RequestCounts(2, 0, 1, 2), statistics.Read());
    }

    [Fact]
    public void Windows_agree_with_a_list_of_all_times()
    {
        // The slow twin: every request's time, in tenths of a second as the counters see it.
        var random = new Random(1);
        var time = new FakeTimeProvider();
        var statistics = new RequestStatistics(time);
        var requests = new List<long>();
        long now = 0;
        for (int i = 0; i < 3_000; i++)
        {
            long pause = random.Next(10) switch { 0 => random.Next(50_000), 1 => random.Next(700), _ => random.Next(4) };
            time.Advance(TimeSpan.FromMilliseconds(100 * pause));
            now += pause;
            statistics.Count();
            requests.Add(now);

            Assert.Equal(new RequestCounts(requests.Count, Younger(10), Younger(600), Younger(36_000)), statistics.Read());
        }

        int Younger(long tenths) => requests.Count(request => now - request < tenths);
    }

    [Fact]
    public void Counting_from_many_threads_loses_nothing()
    {
        var statistics = new RequestStatistics(TimeProvider.System);

        Parallel.For(0, 10_000, _ => statistics.Count());

        Assert.Equal(10_000, statistics.Read().TotalRequests);
    }
}
