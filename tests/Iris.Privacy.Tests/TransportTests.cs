using Iris.Testing.Memory;
using Microsoft.AspNetCore.Http;
using static Iris.Privacy.Tests.Scans;

namespace Iris.Privacy.Tests;

/// <summary>Invariant P2 where Iris itself ends HTTPS, and over HTTP/2: both keep more on a connection than HTTP/1.1 in clear does.</summary>
public sealed class TransportTests
{
    public TransportTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "A process's memory is read through Linux's /proc.");

    [Theory]
    [InlineData("https", "1.1")]
    [InlineData("https", "2.0")]
    [InlineData("http", "2.0")]
    public async Task After_the_scrub_nothing_is_left_though_the_client_stays_connected(string scheme, string version)
    {
        var requests = new Dictionary<PathString, CanaryRequest>();
        await using PictureServer pictures = await PictureServer.StartAsync(context =>
            context.Response.Body.WriteAsync(requests[context.Request.Path].Picture, context.RequestAborted).AsTask());
        using var certificate = new ServerCertificate();
        await using IrisProcess iris = await IrisProcess.StartAsync(
            scheme == "https" ? certificate.Settings : ["Kestrel:EndpointDefaults:Protocols=Http2"]);
        using HttpClient client = CreateClient(iris, version, certificate);
        foreach (int bytes in (int[])[3_000, 300_000, 3_000])
        {
            var request = new CanaryRequest(bytes);
            requests[request.Path] = request;
            request.AssertMatched(await request.SendAsync(client, request.BodyWithUrl(pictures)));
            request.AssertMatched(await request.SendAsync(client, request.BodyWithPicture()));
            Assert.Equal(400, (await request.SendAsync(client, request.BodyWithPicture()[..^1])).Status);
        }

        // Many at once, so that every thread has received some.
        var many = new CanaryRequest();
        requests[many.Path] = many;
        await Parallel.ForAsync(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
            await many.SendAsync(client, i % 4 == 0 ? many.BodyWithPicture() : many.BodyWithPicture()[..^1]));
        await Task.Delay(UntilScrubbed, TestContext.Current.CancellationToken);

        foreach (CanaryRequest request in requests.Values)
        {
            AssertClean(MemoryScanner.Scan(iris.Id, request.All));
        }
    }

    [Theory]
    [InlineData(3_000)]
    [InlineData(20_000_000)]
    public async Task When_the_answer_has_been_read_over_HTTP_2_nothing_of_the_body_is_left(int bytes)
    {
        await using IrisProcess iris = await IrisProcess.StartAsync("Kestrel:EndpointDefaults:Protocols=Http2");
        using HttpClient client = CreateClient(iris, "2.0", certificate: null);
        for (int i = 0; i < 3; i++)
        {
            var request = new CanaryRequest(bytes);

            (int, string) answer = await request.SendAsync(client, request.BodyWithPicture());
            MemoryScan scan = MemoryScanner.Scan(iris.Id, request.InBody);

            request.AssertMatched(answer);
            AssertClean(scan);
        }
    }

    private static HttpClient CreateClient(IrisProcess iris, string version, ServerCertificate? certificate)
    {
        var connections = new SocketsHttpHandler();
        connections.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => certificate?.Is(shown) == true;
        return new HttpClient(new ExactVersion(Version.Parse(version), connections)) { BaseAddress = iris.Client.BaseAddress };
    }

    private sealed class ExactVersion(Version version, HttpMessageHandler next) : DelegatingHandler(next)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Version = version;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            Assert.Equal(version, response.Version);
            return response;
        }
    }
}
