using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using static Iris.Privacy.Tests.Scans;

namespace Iris.Privacy.Tests;

/// <summary>Invariant P2 where Iris itself ends HTTPS, and over HTTP/2: both keep more on a connection than HTTP/1.1 in clear does.</summary>
public sealed class TransportTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iris-certificate-");

    public TransportTests() => SkipUnlessReadable();

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("https", "1.1")]
    [InlineData("https", "2.0")]
    [InlineData("http", "2.0")]
    public async Task After_the_scrub_nothing_is_left_though_the_client_stays_connected(string scheme, string version)
    {
        var requests = new Dictionary<PathString, CanaryRequest>();
        await using PictureServer pictures = await PictureServer.StartAsync(context =>
            context.Response.Body.WriteAsync(requests[context.Request.Path].Picture, context.RequestAborted).AsTask());
        var certificate = new SelfSignedCertificate(_folder.FullName, TimeProvider.System);
        await using IrisProcess iris = await IrisProcess.StartAsync(
            scheme == "https" ? certificate.Settings : ["Kestrel:EndpointDefaults:Protocols=Http2"]);
        using HttpClient client = CreateClient(iris, version, certificate);
        foreach (int bytes in (int[])[3_000, 300_000, 3_000])
        {
            var request = new CanaryRequest(bytes);
            requests[request.Path] = request;
            request.AssertMatched(await request.SendAsync(client, request.BodyWithUrl(pictures)));
            request.AssertMatched(await request.SendAsync(client, request.BodyWithPicture()));
            Assert.Equal(400, (await request.SendAsync(client, request.MalformedBody())).Status);
        }

        await Task.Delay(UntilScrubbed, TestContext.Current.CancellationToken);

        foreach (CanaryRequest request in requests.Values)
        {
            AssertClean(Scan(iris, request.All));
        }
    }

    [Theory]
    [InlineData("http", "1.1")]
    [InlineData("http", "2.0")]
    [InlineData("https", "1.1")]
    [InlineData("https", "2.0")]
    public async Task After_the_scrub_not_even_a_piece_is_left_of_long_values(string scheme, string version)
    {
        await using PictureServer pictures = await PictureServer.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        var certificate = new SelfSignedCertificate(_folder.FullName, TimeProvider.System);
        string[] transport = (scheme, version) switch
        {
            ("https", _) => [.. certificate.Settings],
            (_, "2.0") => ["Kestrel:EndpointDefaults:Protocols=Http2"],
            _ => [],
        };
        await using IrisProcess iris = await IrisProcess.StartAsync(["Iris:Comparison:MaxNameBytes=100000", .. transport]);
        using HttpClient client = CreateClient(iris, version, certificate);
        var values = new RepeatedCanaries();
        string picture = "data:image/jpeg;base64," + Convert.ToBase64String(CanaryRequest.Face);

        // Of all lengths, so that they end anywhere in a buffer; many at once, so that every thread has received some.
        await Parallel.ForAsync(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, cancellation) =>
        {
            string body = new JsonObject
            {
                ["target_url"] = i % 8 == 0 ? picture : "data:;base64,",
                ["people"] = new JsonArray(new JsonObject
                {
                    ["name"] = values.Name(1_000 + (i * 377 % 60_000)),
                    ["image_url"] = i % 2 == 0 ? pictures.Url(values.Url(50 + (i * 91 % 4_000))) : "data:;base64,",
                }),
            }.ToJsonString();
            var url = new Uri("/compare?" + values.Query(30 + (i * 61 % 4_000)), UriKind.Relative);
            using var message = new HttpRequestMessage(HttpMethod.Post, url)
            {
                Content = new StringContent(i % 3 == 0 ? body[..^1] : body, new MediaTypeHeaderValue("application/json")),
                Headers = { { "X-Other", values.Header(30 + (i * 97 % 8_000)) } },
            };
            using HttpResponseMessage response = await client.SendAsync(message, cancellation);
            Assert.Equal(i % 3 == 0 ? 400 : 200, (int)response.StatusCode);
        });
        await Task.Delay(UntilScrubbed, TestContext.Current.CancellationToken);

        AssertClean(Scan(iris, values.Traces));
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
            MemoryScan scan = await ScanAtOnceAsync(iris, request.InBody);

            request.AssertMatched(answer);
            AssertClean(scan);
        }
    }

    private static HttpClient CreateClient(IrisProcess iris, string version, SelfSignedCertificate? certificate)
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
