using System.Net.Sockets;
using System.Text;
using Iris.Memory;
using Microsoft.AspNetCore.Http;
using static Iris.Privacy.Tests.Scans;

namespace Iris.Privacy.Tests;

/// <summary>Invariant P2: when the answer has been sent, no trace of the request is left in the process.</summary>
public sealed class MemoryTests
{
    public MemoryTests() => SkipUnlessReadable();

    [Theory]
    [InlineData(3_000)]
    [InlineData(20_000_000)]
    public async Task When_the_answer_has_been_read_nothing_of_the_body_is_left(int bytes)
    {
        await using IrisProcess iris = await IrisProcess.StartAsync();
        for (int i = 0; i < 3; i++)
        {
            var request = new CanaryRequest(bytes);

            (int, string) answer = await request.SendAsync(iris.Client, request.BodyWithPicture());
            MemoryScan scan = await ScanAtOnceAsync(iris, request.InBody);

            request.AssertMatched(answer);
            AssertClean(scan);
        }
    }

    [Fact]
    public async Task After_the_scrub_nothing_of_the_head_is_left_either()
    {
        await using IrisProcess iris = await IrisProcess.StartAsync();
        var request = new CanaryRequest();

        request.AssertMatched(await request.SendAsync(iris.Client, request.BodyWithPicture()));
        await Task.Delay(UntilScrubbed, TestContext.Current.CancellationToken);

        AssertClean(Scan(iris, request.All));
    }

    [Fact]
    public async Task After_the_scrub_nothing_of_a_fetched_picture_or_its_url_is_left()
    {
        var requests = new Dictionary<PathString, CanaryRequest>();
        await using PictureServer pictures = await PictureServer.StartAsync(context =>
            context.Response.Body.WriteAsync(requests[context.Request.Path].Picture, context.RequestAborted).AsTask());
        await using IrisProcess iris = await IrisProcess.StartAsync();
        foreach (int bytes in (int[])[3_000, 300_000, 3_000])
        {
            var request = new CanaryRequest(bytes);
            requests[request.Path] = request;
            request.AssertMatched(await request.SendAsync(iris.Client, request.BodyWithUrl(pictures)));
        }

        await Task.Delay(UntilScrubbed, TestContext.Current.CancellationToken);

        foreach (CanaryRequest request in requests.Values)
        {
            AssertClean(Scan(iris, request.All));
        }
    }

    [Fact]
    public async Task The_scanner_finds_a_request_that_is_in_flight()
    {
        // Without an answer for its candidate's picture the request stays.
        await using PictureServer pictures = await PictureServer.StartSilentAsync();
        await using IrisProcess iris = await IrisProcess.StartAsync("Iris:Fetch:HeaderTimeout=00:00:10");
        var request = new CanaryRequest();
        using var cancellation = new CancellationTokenSource();
        Task<(int, string)> answer = request.SendAsync(iris.Client, request.BodyWithUrl(pictures));
        await pictures.Asked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        MemoryScan scan = Scan(iris, request.All);

        Assert.Equal(
            ["URL", "URL in UTF-16", "header in UTF-16", "name", "query in UTF-16"],
            scan.Hits.Select(hit => hit.Canary).Distinct().Order(StringComparer.Ordinal).Except(["header", "name in UTF-16", "query"]));
        Assert.False(answer.IsCompleted);
    }

    [Fact]
    public async Task Nothing_of_the_face_is_left()
    {
        await using IrisProcess iris = await IrisProcess.StartAsync();
        var request = new CanaryRequest();
        Dictionary<string, byte[]> traces = FaceTraces.Of(CanaryRequest.Face, Engine.Pack);

        request.AssertMatched(await request.SendAsync(iris.Client, request.BodyWithPicture()));

        AssertClean(await ScanAtOnceAsync(iris, traces));
    }

    [Fact]
    public void The_scanner_finds_a_face_that_is_kept()
    {
        // Numbers computed a second time are the same, so that the traces of one computation find those of another. In native memory,
        // where nothing moves during the scan.
        Dictionary<string, byte[]> traces = FaceTraces.Of(CanaryRequest.Face, Engine.Pack);
        byte[][] again = [.. FaceTraces.Of(CanaryRequest.Face, Engine.Pack).Values];
        using var kept = new SensitiveBuffer<byte>(again.Sum(trace => trace.Length));
        int length = 0;
        foreach (byte[] trace in again)
        {
            trace.CopyTo(kept.Span[length..]);
            length += trace.Length;
        }

        MemoryScan scan = MemoryScanner.Scan(Environment.ProcessId, traces);

        IEnumerable<string> found = scan.Hits
            .Where(hit => hit.Address >= kept.Address && hit.Address < kept.Address + kept.Length)
            .Select(hit => hit.Canary);
        Assert.Empty(traces.Keys.Except(found));
    }

    [Theory]
    [InlineData("malformed JSON")]
    [InlineData("wrong shape")]
    [InlineData("undecodable picture")]
    [InlineData("oversized body")]
    [InlineData("URL that times out")]
    public async Task Nothing_is_left_of_a_bad_request(string kind)
    {
        await using PictureServer pictures = await PictureServer.StartSilentAsync();
        await using IrisProcess iris = await IrisProcess.StartAsync(
            "Iris:Fetch:Timeout=00:00:00.3", $"Iris:Comparison:MaxRequestBytes={1_000_000}");
        var request = new CanaryRequest();
        (int expected, string body) = kind switch
        {
            "malformed JSON" => (400, request.MalformedBody()),
            "wrong shape" => (422, request.MisshapenBody()),
            "undecodable picture" => (200, request.BodyWithUndecodablePicture()),
            "oversized body" => (413, request.BodyWithPicture() + new string(' ', 2_000_000)),
            _ => (200, request.BodyWithUrl(pictures)),
        };

        (int status, _) = await request.SendAsync(iris.Client, body);
        MemoryScan atOnce = await ScanAtOnceAsync(iris, request.InBody);
        await Task.Delay(UntilScrubbed, TestContext.Current.CancellationToken);
        MemoryScan scrubbed = Scan(iris, request.All);

        Assert.Equal(expected, status);
        AssertClean(atOnce);
        AssertClean(scrubbed);
    }

    [Fact]
    public async Task Nothing_is_left_of_a_body_that_is_cut_off()
    {
        await using IrisProcess iris = await IrisProcess.StartAsync();
        var request = new CanaryRequest(100_000);
        byte[] body = Encoding.UTF8.GetBytes(request.BodyWithPicture());
        using (var client = new TcpClient(iris.Client.BaseAddress!.Host, iris.Client.BaseAddress.Port))
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /compare HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"),
                TestContext.Current.CancellationToken);
            await client.GetStream().WriteAsync(body.AsMemory(0, body.Length - 1), TestContext.Current.CancellationToken);
        }

        await WaitUntilScrubbedAsync(iris);

        AssertClean(Scan(iris, request.All));
    }

    [Fact]
    public async Task The_moment_a_body_has_come_too_slowly_nothing_is_left_of_it()
    {
        await using IrisProcess iris = await IrisProcess.StartAsync("Iris:Requests:BodyTimeout=00:00:01", "Logging:LogLevel:Default=Trace");
        var request = new CanaryRequest(100_000);
        byte[] body = Encoding.UTF8.GetBytes(request.BodyWithPicture());
        using var client = new TcpClient(iris.Client.BaseAddress!.Host, iris.Client.BaseAddress.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /compare HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"),
            TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(body.AsMemory(0, body.Length - 1), TestContext.Current.CancellationToken);
        using var answer = new StreamReader(client.GetStream());
        Assert.StartsWith("HTTP/1.1 408 ", await answer.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        AssertClean(await ScanAtOnceAsync(iris, request.InBody));

        // And nobody says anything of it: this is the last of the start.
        Assert.EndsWith(AppContext.BaseDirectory, (await iris.EndAsync()).TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_left_of_a_client_that_hangs_up_while_a_picture_is_fetched()
    {
        await using HangUps hangUps = await HangUps.StartAsync();
        await using IrisProcess iris = await IrisProcess.StartAsync();
        var request = new CanaryRequest();

        await hangUps.SendAsync(iris, request, "data:;base64," + Convert.ToBase64String(request.Picture));
        await WaitUntilScrubbedAsync(iris);

        AssertClean(Scan(iris, request.All));
    }

    [Fact]
    public async Task Nothing_is_left_of_a_client_that_hangs_up_during_the_analysis()
    {
        // More candidates than are analysed in some seconds, and behind them one whose picture would be asked for at their end.
        await using HangUps hangUps = await HangUps.StartAsync();
        await using IrisProcess iris = await IrisProcess.StartAsync();
        var request = new CanaryRequest();
        string picture = "data:;base64," + Convert.ToBase64String(request.Picture);

        await hangUps.SendAsync(iris, request, [.. Enumerable.Repeat(picture, 500), hangUps.UrlOfMore(request)]);
        await WaitUntilScrubbedAsync(iris);
        MemoryScan scan = Scan(iris, request.All);

        Assert.False(hangUps.IsAskedForMore);
        AssertClean(scan);
        AssertClean(Scan(iris, FaceTraces.Of(CanaryRequest.Face, Engine.Pack)));
    }
}
