using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Server.Tests.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Iris.Server.Tests.CompareClient;

namespace Iris.Server.Tests;

/// <summary>
/// A bug in the middle of an answer. What has been written by then has names, landmarks and similarities: none of it may be taken for an error, or for
/// an answer.
/// </summary>
public sealed class BrokenAnswerTests
{
    private const string Name = "Erika Mustermann";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/compare", null, Name)]
    [InlineData("/v1/compare", null, "left_mouth")]
    [InlineData("/v1/compare", null, "model")]
    [InlineData("/v1/compare", "application/x-ndjson", Name)]
    [InlineData("/v1/compare", "text/event-stream", "candidate")]
    [InlineData("/v1/verify", null, "similarity")]
    [InlineData("/v1/faces", null, "landmarks")]
    public async Task It_breaks_the_connection_off_and_nothing_is_sent(string path, string? accept, string failsAfter)
    {
        var bug = new FailingAnswer(failsAfter);
        using var log = new EventLog();
        await using IrisServer server = await bug.StartServerAsync(services => services.AddSingleton<ILoggerProvider>(log));
        using RawConnection connection = await RawConnection.OpenAsync(server);

        await connection.SendAsync(Request(path, accept));

        Assert.Equal("", await connection.ReadToEndAsync());
        Assert.Equal(1, bug.Failures);
        Assert.Equal([(1, "A request failed unexpectedly: InvalidOperationException.")], log.Events);
        Assert.Equal("OK", await server.Client.GetStringAsync(new Uri("/health", UriKind.Relative), Cancelled));
    }

    [Theory]
    [InlineData("/compare", null, Name)]
    [InlineData("/v1/compare", null, "left_mouth")]
    [InlineData("/v1/compare", "application/x-ndjson", Name)]
    [InlineData("/v1/faces", null, "landmarks")]
    public async Task Over_HTTP_2_it_breaks_the_stream_off_and_the_connection_stays(string path, string? accept, string failsAfter)
    {
        var bug = new FailingAnswer(failsAfter);
        await using IrisServer server = await bug.StartServerAsync(static _ => { }, "Kestrel:EndpointDefaults:Protocols=Http2");
        int connections = 0;
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                connections++;
                var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
        };
        using var client = new HttpClient(handler)
        {
            BaseAddress = server.Client.BaseAddress,
            DefaultRequestVersion = new Version(2, 0),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = V1Client.Json(BodyOf(path)),
            Version = client.DefaultRequestVersion,
            VersionPolicy = client.DefaultVersionPolicy,
        };
        if (accept is not null)
        {
            message.Headers.Accept.ParseAdd(accept);
        }

        HttpRequestException broken = await Assert.ThrowsAsync<HttpRequestException>(
            () => client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, Cancelled));

        Assert.Equal(HttpRequestError.HttpProtocolError, (broken.InnerException as HttpIOException)?.HttpRequestError ?? broken.HttpRequestError);
        Assert.Equal(1, bug.Failures);
        Assert.Equal("OK", await client.GetStringAsync(new Uri("/health", UriKind.Relative), Cancelled));
        Assert.Equal(1, connections);
    }

    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("text/event-stream")]
    public async Task In_a_stream_what_was_sent_before_it_stays_whole_and_nothing_follows(string accept)
    {
        // The second candidate is known when the first has been sent: its picture is fetched only then.
        var first = new TaskCompletionSource();
        await using PictureServer pictures = await PictureServer.StartAsync(async context =>
        {
            await first.Task.WaitAsync(context.RequestAborted);
            await context.Response.Body.WriteAsync(Pictures.Read(SalleyAgain), context.RequestAborted);
        });
        var bug = new FailingAnswer("index", times: 2);
        await using IrisServer server = await bug.StartServerAsync(static _ => { });
        using StringContent content = V1Client.Json(V1Client.Body(DataUri(Salley), [DataUri(SalleyAgain), pictures.Url("late")]).ToJsonString());
        using HttpResponseMessage response = await server.SendAsync("/v1/compare", content, accept);
        await using Stream stream = await response.Content.ReadAsStreamAsync(Cancelled);

        string text = await ReadToBreakAsync(stream, first);

        Assert.Equal(1, bug.Failures);
        Assert.EndsWith(accept == "text/event-stream" ? "}\n\n" : "}\n", text, StringComparison.Ordinal);
        string line = Assert.Single(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => line.Contains('{', StringComparison.Ordinal));
        Assert.Equal(0, (int)JsonNode.Parse(line[line.IndexOf('{', StringComparison.Ordinal)..])!["index"]!);
    }

    private static async Task<string> ReadToBreakAsync(Stream stream, TaskCompletionSource begun)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[64 * 1024];
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (await stream.ReadAsync(buffer, Cancelled) is var count and > 0)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, count));
                begun.TrySetResult();
            }
        });
        return text.ToString();
    }

    private static string Request(string path, string? accept)
    {
        string body = BodyOf(path);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"POST {path} HTTP/1.1\r\nHost: iris\r\nConnection: close\r\nContent-Type: application/json\r\n{(accept is null ? "" : $"Accept: {accept}\r\n")}Content-Length: {body.Length}\r\n\r\n{body}");
    }

    private static string BodyOf(string path) => path switch
    {
        "/v1/verify" => new JsonObject { ["target_url"] = DataUri(Salley), ["candidate_url"] = DataUri(SalleyAgain) }.ToJsonString(),
        "/v1/faces" => new JsonObject { ["image_url"] = DataUri(Salley) }.ToJsonString(),
        _ => Body(DataUri(Salley), (Name, DataUri(SalleyAgain))),
    };
}
