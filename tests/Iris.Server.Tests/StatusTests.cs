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
            stage => Assert.Equal("""{"count":0,"milliseconds":0}""", stage.Value!.ToJsonString()));
    }

    [Fact]
    public async Task Each_picture_counts_once_in_each_stage_that_it_comes_to()
    {
        await using IrisServer server = await IrisServer.StartAsync();

        await server.CompareAsync(DataUri(Salley), ("Salley", DataUri(SalleyAgain)), ("nobody", "data:image/jpeg;base64,AAAA"));

        JsonNode status = await StatusAsync(server);
        Assert.Equal(1, Number(status, "requests", "total_requests"));
        Assert.Equal((0, 2, 2, 2), (Count("fetch"), Count("decode"), Count("detect"), Count("embed")));
        Assert.All((string[])["decode", "detect", "embed"], stage => Assert.InRange((int)status["stages"]![stage]!["milliseconds"]!, 0, 60_000));

        int Count(string stage) => (int)status["stages"]![stage]!["count"]!;
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
            Assert.Equal(4096, Number(status, "memory", "reserved_bytes"));
        }

        JsonNode after = await StatusAsync(server);
        Assert.Equal((0, 0, 0), (Number(after, "places", "taken"), Number(after, "pictures", "in_work"), Number(after, "memory", "reserved_bytes")));
    }

    [Fact]
    public void Short_stages_add_up()
    {
        var totals = new StageTotals();
        for (int i = 0; i < 1000; i++)
        {
            totals.Add(Stage.Embed, TimeSpan.FromMicroseconds(700));
        }

        Assert.Equal((1000, TimeSpan.FromMilliseconds(700)), totals.Read(Stage.Embed));
        Assert.Equal((0, TimeSpan.Zero), totals.Read(Stage.Fetch));
    }

    private static async Task<JsonNode> StatusAsync(IrisServer server) => (await server.Client.GetFromJsonAsync<JsonNode>(
        new Uri("/v1/status", UriKind.Relative), TestContext.Current.CancellationToken))!;

    private static int Number(JsonNode status, string part, string name) => (int)status[part]![name]!;
}
