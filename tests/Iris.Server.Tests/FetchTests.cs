using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using static Iris.Server.Tests.CompareClient;

namespace Iris.Server.Tests;

public sealed class FetchTests(SharedServer shared) : IClassFixture<SharedServer>
{
    // Never ends a fetch by itself here.
    private static readonly string[] Patient = ["Iris:Fetch:HeaderTimeout=00:05:00", "Iris:Fetch:Timeout=00:05:00"];

    private readonly IrisServer _server = shared.Server;

    [Fact]
    public async Task Pictures_are_fetched_by_url()
    {
        await using PictureServer pictures = await PictureServer.StartAsync(static context =>
            context.Response.Body.WriteAsync(Pictures.Read(context.Request.Path.Value![1..]), context.RequestAborted).AsTask());

        (string Name, int Probability)[] matches = await _server.CompareAsync(
            pictures.Url(Salley), ("Salley", pictures.Url(SalleyAgain)), ("Savage", pictures.Url(Savage)));

        Assert.Equal(["Salley"], matches.Select(match => match.Name));
    }

    [Fact]
    public async Task Candidates_are_fetched_side_by_side()
    {
        // Nobody is answered before everybody has asked: one after another they would wait for ever.
        const int People = 8;
        int asking = 0;
        var everybodyAsks = new TaskCompletionSource();
        await using PictureServer pictures = await PictureServer.StartAsync(async context =>
        {
            if (Interlocked.Increment(ref asking) == People)
            {
                everybodyAsks.SetResult();
            }

            await everybodyAsks.Task.WaitAsync(context.RequestAborted);
            await context.Response.Body.WriteAsync(Pictures.Read(SalleyAgain), context.RequestAborted);
        });

        (string Name, int Probability)[] matches = await _server.CompareAsync(
            DataUri(Salley), [.. Enumerable.Range(0, People).Select(i => ($"{i}", pictures.Url($"{i}")))]);

        Assert.Equal(People, matches.Length);
    }

    [Fact]
    public async Task No_more_candidates_are_fetched_at_a_time_than_allowed()
    {
        int underWay = 0, most = 0;
        await using PictureServer pictures = await PictureServer.StartAsync(async context =>
        {
            int now = Interlocked.Increment(ref underWay);
            InterlockedMax(ref most, now);
            await Task.Yield();
            await context.Response.Body.WriteAsync(Pictures.Read(SalleyAgain), context.RequestAborted);
            Interlocked.Decrement(ref underWay);
        });
        await using IrisServer server = await IrisServer.StartAsync("Iris:Comparison:MaxParallelCandidates=2");

        (string Name, int Probability)[] matches = await server.CompareAsync(
            DataUri(Salley), [.. Enumerable.Range(0, 20).Select(i => ($"{i}", pictures.Url($"{i}")))]);

        Assert.Equal(20, matches.Length);
        Assert.InRange(most, 1, 2);
    }

    [Theory]
    [InlineData(StatusCodes.Status204NoContent)]
    [InlineData(StatusCodes.Status404NotFound)]
    [InlineData(StatusCodes.Status500InternalServerError)]
    public async Task A_candidate_whose_server_has_no_picture_is_left_out(int status)
    {
        await using PictureServer pictures = await PictureServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        await AssertLeftOutAsync(_server, pictures.Url("a"));
    }

    [Fact]
    public async Task A_candidate_whose_server_breaks_off_is_left_out()
    {
        await using PictureServer pictures = await PictureServer.StartAsync(async context =>
        {
            context.Response.ContentLength = 10_000;
            await context.Response.Body.WriteAsync(Pictures.Read(SalleyAgain).AsMemory(0, 5_000), context.RequestAborted);
            context.Abort();
        });

        await AssertLeftOutAsync(_server, pictures.Url("a"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task A_candidate_that_takes_too_long_is_left_out(int bytesBeforeTheWait)
    {
        await using PictureServer pictures = await PictureServer.StartAsync(async context =>
        {
            await context.Response.Body.WriteAsync(Pictures.Read(SalleyAgain).AsMemory(0, bytesBeforeTheWait), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await PictureServer.KeepWaitingAsync(context);
        });
        await using IrisServer server = await IrisServer.StartAsync("Iris:Fetch:Timeout=00:00:00.3");

        await AssertLeftOutAsync(server, pictures.Url("a"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_picture_may_be_as_large_as_the_limit_and_not_a_byte_larger(bool tellsLength)
    {
        byte[] picture = Pictures.Read(SalleyAgain);
        await using PictureServer pictures = await PictureServer.StartAsync(async context =>
        {
            byte[] answer = context.Request.Path == "/fits" ? picture : [.. picture, 0];
            context.Response.ContentLength = tellsLength ? answer.Length : null;
            await context.Response.Body.WriteAsync(answer, context.RequestAborted);
        });
        await using IrisServer server = await IrisServer.StartAsync($"Iris:Fetch:MaxPictureBytes={picture.Length}");

        (string Name, int Probability)[] matches = await server.CompareAsync(
            DataUri(Salley), ("too large", pictures.Url("larger")), ("fits", pictures.Url("fits")));

        Assert.Equal(["fits"], matches.Select(match => match.Name));
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public async Task At_most_3_redirects_are_followed(int redirects, bool isFetched)
    {
        await using PictureServer pictures = await PictureServer.StartAsync(async context =>
        {
            int left = int.Parse(context.Request.Path.Value![1..], System.Globalization.CultureInfo.InvariantCulture);
            if (left > 0)
            {
                context.Response.Redirect($"/{left - 1}");
                return;
            }

            await context.Response.Body.WriteAsync(Pictures.Read(SalleyAgain), context.RequestAborted);
        });

        Assert.Equal(isFetched ? 1 : 0, (await _server.CompareAsync(DataUri(Salley), ("Salley", pictures.Url($"{redirects}")))).Length);
    }

    [Fact]
    public async Task A_target_without_a_face_ends_the_work_on_the_candidates()
    {
        // The candidate is never answered: the request ends because the target has no face.
        await using PictureServer pictures = await PictureServer.StartSilentAsync();
        await using IrisServer server = await IrisServer.StartAsync(Patient);
        var watch = Stopwatch.StartNew();

        Assert.Empty(await server.CompareAsync(DataUri(Dogs), ("never", pictures.Url("a"))));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), "The answer should not have waited for the fetch's time limit.");
    }

    [Fact]
    public async Task A_client_that_hangs_up_ends_its_fetches()
    {
        var asked = new TaskCompletionSource();
        var hungUp = new TaskCompletionSource();
        await using PictureServer pictures = await PictureServer.StartAsync(async context =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => hungUp.TrySetResult(), TaskScheduler.Default);
        });
        await using IrisServer server = await IrisServer.StartAsync(Patient);
        using var patience = new CancellationTokenSource();
        using var content = new StringContent(Body(DataUri(Salley), ("never", pictures.Url("a"))), new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        Task<HttpResponseMessage> request = server.Client.PostAsync(new Uri("/compare", UriKind.Relative), content, patience.Token);

        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await hungUp.Task.WaitAsync(TimeSpan.FromSeconds(9), TestContext.Current.CancellationToken);
        Assert.Single(await server.CompareAsync(DataUri(Salley), ("Salley", DataUri(SalleyAgain))));
    }

    [Theory]
    [InlineData("Iris:Fetch:AllowedNetworks=")]
    [InlineData("Iris:Fetch:AllowedNetworks=10.0.0.0/8,127.0.0.2")]
    [InlineData("Iris:Fetch:Enabled=false")]
    public async Task A_candidate_whose_address_is_refused_is_left_out_and_not_asked_for(string setting)
    {
        await using RawServer pictures = RawServer.Start(RawServer.Always("picture"));
        await using IrisServer server = await IrisServer.StartAsync(setting);

        await AssertLeftOutAsync(server, $"http://127.0.0.1:{pictures.Port}/a");
        Assert.Empty(await server.CompareAsync($"http://localhost:{pictures.Port}/a", ("Salley", DataUri(SalleyAgain))));

        Assert.Equal(0, pictures.Connections);
    }

    [Theory]
    [InlineData("Iris:Fetch:AllowedHosts=archive.test, localhost")]
    [InlineData("Iris:Fetch:AllowedNetworks=::1, 127.0.0.1")]
    public async Task A_picture_server_inside_is_asked_when_the_operator_has_named_it(string setting)
    {
        await using PictureServer pictures = await PictureServer.StartAsync(static context =>
            context.Response.Body.WriteAsync(Pictures.Read(SalleyAgain), context.RequestAborted).AsTask());
        await using IrisServer server = await IrisServer.StartAsync("Iris:Fetch:AllowedNetworks=", setting);
        string url = pictures.Url("a").Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

        Assert.Single(await server.CompareAsync(DataUri(Salley), ("Salley", url)));
    }

    [Fact]
    public async Task Over_https_pictures_are_fetched_and_a_redirect_to_http_is_not_followed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Whom the process trusts can be told by an environment variable on Linux.");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("iris-certificate-");
        try
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("localhost");
            var certificate = new SelfSignedCertificate(folder.FullName, TimeProvider.System, names.Build());
            await using RawServer inClear = RawServer.Start(RawServer.Always("picture"));
            WebApplicationBuilder builder = WebApplication.CreateBuilder([.. certificate.Settings.Select(static setting => $"--{setting}")]);
            builder.Logging.ClearProviders();
            await using WebApplication pictures = builder.Build();
            pictures.Run(async context =>
            {
                if (context.Request.Path == "/down")
                {
                    context.Response.Redirect($"http://127.0.0.1:{inClear.Port}/");
                    return;
                }

                await context.Response.Body.WriteAsync(Pictures.Read(SalleyAgain), context.RequestAborted);
            });
            await pictures.StartAsync(TestContext.Current.CancellationToken);
            string url = pictures.Urls.First().Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
            var start = new ProcessStartInfo("dotnet", ["exec", IrisProcess.ServerBeside])
            {
                Environment = { ["SSL_CERT_FILE"] = Path.Combine(folder.FullName, "certificate.pem") },
            };
            await using IrisProcess iris = await IrisProcess.StartAsync(start, ["urls=http://127.0.0.1:0"], TestContext.Current.CancellationToken);

            using var body = new StringContent(
                Body(DataUri(Salley), ("over https", $"{url}/a"), ("then in clear", $"{url}/down")),
                new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
            using HttpResponseMessage response = await iris.Client.PostAsync(
                new Uri("/compare", UriKind.Relative), body, TestContext.Current.CancellationToken);

            Assert.Equal(["over https"], (await MatchesAsync(response)).Select(static match => match.Name));
            Assert.Equal(0, inClear.Connections);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task AssertLeftOutAsync(IrisServer server, string url)
    {
        (string Name, int Probability)[] matches = await server.CompareAsync(
            DataUri(Salley), ("bad", url), ("Salley", DataUri(SalleyAgain)));

        Assert.Equal(["Salley"], matches.Select(match => match.Name));
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (int seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
