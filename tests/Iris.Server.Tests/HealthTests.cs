using System.Net;
using Iris.Server.Admission;
using Iris.Server.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Iris.Server.Tests;

public sealed class HealthTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/health", "OK")]
    [InlineData("/health/live", "Healthy")]
    [InlineData("/health/ready", "Healthy")]
    public async Task A_server_that_works_says_so_however_often_it_is_asked(string path, string answer)
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:RateLimit:Enabled=true", "Iris:RateLimit:Burst=1");

        for (int i = 0; i < 20; i++)
        {
            Assert.Equal((HttpStatusCode.OK, answer), await GetAsync(server, path));
        }
    }

    [Fact]
    public async Task Those_who_ask_together_share_one_run_and_those_who_ask_soon_its_result()
    {
        var time = new FakeTimeProvider();
        await using IrisServer server = await IrisServer.StartAsync(time, "Iris:Health:CacheTime=00:00:10");
        EngineCheck check = server.Services.GetRequiredService<EngineCheck>();

        (HttpStatusCode, string)[] answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => GetAsync(server, "/health/ready")));
        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.OK, "Healthy"), answer));
        Assert.Equal(1, check.Runs);

        time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        await GetAsync(server, "/health/ready");
        Assert.Equal(1, check.Runs);
        time.Advance(TimeSpan.FromTicks(1));
        await GetAsync(server, "/health/ready");
        Assert.Equal(2, check.Runs);
        await GetAsync(server, "/health/live");
        Assert.Equal(2, check.Runs);
    }

    [Fact]
    public async Task A_server_whose_cores_are_all_taken_is_ready()
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:Health:CacheTime=00:00:00", "Iris:Health:Timeout=00:01:00");
        FairGate cores = server.Services.GetRequiredService<FairGate>();
        for (int i = 0; i < Environment.ProcessorCount; i++)
        {
            await cores.EnterAsync(new(new()), Cancelled);
        }

        Assert.Equal((HttpStatusCode.OK, "Healthy"), await GetAsync(server, "/health/ready"));
    }

    [Fact]
    public async Task A_server_whose_engine_takes_too_long_is_alive_and_not_ready()
    {
        var limit = TimeSpan.FromSeconds(123);
        await using IrisServer server = await IrisServer.StartAsync(
            new ExpiringClock(limit), "Iris:Health:CacheTime=00:00:00", $"Iris:Health:Timeout={limit}");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy: the engine took too long"), await GetAsync(server, "/health/ready"));
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await GetAsync(server, "/health/live"));
    }

    [Fact]
    public async Task A_server_that_is_stopping_is_alive_and_not_ready()
    {
        await using IrisServer server = await IrisServer.StartAsync();
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await GetAsync(server, "/health/ready"));

        server.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy: the server is stopping"), await GetAsync(server, "/health/ready"));
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await GetAsync(server, "/health/live"));
    }

    [Fact]
    public void Only_the_face_that_was_drawn_embedded_as_the_first_time_will_do()
    {
        using PictureFaces drawn = Engine.Find(DrawnFace.Read());
        using PictureFaces somebody = Engine.Find(CompareClient.Salley);
        using PictureFaces nobody = Engine.Find(CompareClient.Dogs);
        float[] embedding = drawn.Embedding(0).ToArray();

        Assert.Equal(EngineState.Works, DrawnFace.Judge(drawn, []));
        Assert.Equal(EngineState.Works, DrawnFace.Judge(drawn, embedding));
        Assert.Equal(EngineState.FindsNoFace, DrawnFace.Judge(somebody, []));
        Assert.Equal(EngineState.FindsNoFace, DrawnFace.Judge(nobody, []));
        Assert.Equal(EngineState.EmbedsWrongly, DrawnFace.Judge(drawn, somebody.Embedding(0)));
        Assert.Equal(EngineState.EmbedsWrongly, DrawnFace.Judge(drawn, [.. embedding.Select(_ => float.NaN)]));
    }

    private static async Task<(HttpStatusCode Status, string Text)> GetAsync(IrisServer server, string path)
    {
        using HttpResponseMessage response = await server.Client.GetAsync(new Uri(path, UriKind.Relative), Cancelled);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancelled));
    }
}
