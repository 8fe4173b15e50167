using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Iris.Server.Admission;
using Iris.Server.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using static Iris.Server.Tests.CompareClient;

namespace Iris.Server.Tests;

/// <summary><c>GET /v1/status</c>.</summary>
public sealed class StatusTests
{
    [Fact]
    public async Task A_server_that_was_asked_for_nothing_has_nothing_to_tell()
    {
        await using IrisServer server = await IrisServer.StartAsync();

        JsonNode status = await StatusAsync(server);

        Assert.Equal(0, (int)status["requests"]!["total_requests"]!);
        Assert.Equal((0, 0, Environment.ProcessorCount), (Number(status, "pictures", "waiting"), Number(status, "pictures", "in_work"), Number(status, "pictures", "cores")));
        Assert.Equal((0, 32 * Environment.ProcessorCount), (Number(status, "places", "taken"), Number(status, "places", "limit")));
        Assert.Equal((0, 1024 * 1024 * 1024), (Number(status, "memory", "reserved_bytes"), Number(status, "memory", "budget_bytes")));

        // What warmed the engine up is no picture.
        Assert.All(
            status["stages"]!.AsObject(),
            stage => Assert.Equal("{}", stage.Value!.ToJsonString()));
    }

    [Fact]
    public async Task What_stages_take_is_told_when_it_is_that_of_many_pictures()
    {
        await using IrisServer server = await IrisServer.StartAsync();

        // With the target's, one too few of them.
        await CompareAsync(StageTimes.Fewest - 2);
        JsonNode few = await StatusAsync(server);
        await CompareAsync(StageTimes.Fewest);
        JsonNode many = await StatusAsync(server);

        Assert.Equal((1, 2), (Number(few, "requests", "total_requests"), Number(many, "requests", "total_requests")));
        Assert.All((string[])["fetch", "decode", "detect", "embed"], stage => Assert.Equal("{}", few["stages"]![stage]!.ToJsonString()));
        Assert.Equal("{}", many["stages"]!["fetch"]!.ToJsonString());
        foreach (string stage in (string[])["decode", "detect", "embed"])
        {
            Assert.InRange((long)many["stages"]![stage]!["microseconds"]!, 1, 60_000_000);
            Assert.InRange((long)many["stages"]![stage]!["recent_microseconds"]!, 1, 60_000_000);
        }

        Task CompareAsync(int candidates) =>
            server.CompareAsync(DataUri(Salley), [.. Enumerable.Repeat(("Salley", DataUri(SalleyAgain)), candidates)]);
    }

    [Fact]
    public async Task What_is_under_way_is_told_while_it_is()
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:Capacity:MaxRequests=7");
        using (Capacity.Visit visit = server.Services.GetRequiredService<Capacity>().Open(IPAddress.IPv6Loopback))
        using (await server.Services.GetRequiredService<FairGate>().EnterAsync(visit.Line, TestContext.Current.CancellationToken))
        using (await server.Services.GetRequiredService<PictureMemory>().ReserveAsync(4096, TestContext.Current.CancellationToken))
        {
            Assert.True(visit.TryBegin());

            JsonNode status = await StatusAsync(server);

            Assert.Equal((1, 7), (Number(status, "places", "taken"), Number(status, "places", "limit")));
            Assert.Equal(1, Number(status, "pictures", "in_work"));
            Assert.Equal(1024 * 1024, Number(status, "memory", "reserved_bytes"));
        }

        JsonNode after = await StatusAsync(server);
        Assert.Equal((0, 0, 0), (Number(after, "places", "taken"), Number(after, "pictures", "in_work"), Number(after, "memory", "reserved_bytes")));
    }

    [Fact]
    public void What_is_told_changes_with_a_block_of_pictures_and_not_with_one()
    {
        var times = new StageTimes(new Random(1));
        List<int> changes = [];
        int last = 0;
        (TimeSpan Average, TimeSpan Lately)? told = null;
        for (int i = 1; i <= 2000; i++)
        {
            times.Add(Stage.Embed, TimeSpan.FromMicroseconds(i));
            if (times.Read(Stage.Embed) != told)
            {
                told = times.Read(Stage.Embed);
                changes.Add(i);

                // Of the numbers from 1 to i, and of those since the last change.
                Assert.Equal((1 + i) / 2.0, told!.Value.Average.TotalMicroseconds, 0.1);
                Assert.Equal((last + 1 + i) / 2.0, told.Value.Lately.TotalMicroseconds, 0.1);
                last = i;
            }
        }

        int[] lengths = [.. changes.Zip([0, .. changes], (end, begin) => end - begin)];
        Assert.Equal([.. Enumerable.Range(StageTimes.Fewest, StageTimes.Fewest)], lengths.Distinct().Order());
        Assert.Null(times.Read(Stage.Fetch));
    }

    private static async Task<JsonNode> StatusAsync(IrisServer server) => (await server.Client.GetFromJsonAsync<JsonNode>(
        new Uri("/v1/status", UriKind.Relative), TestContext.Current.CancellationToken))!;

    private static int Number(JsonNode status, string part, string name) => (int)status[part]![name]!;
}
