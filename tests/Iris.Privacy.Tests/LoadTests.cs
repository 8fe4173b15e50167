using System.Net.Sockets;
using System.Text;
using Iris.Testing.Memory;
using static Iris.Privacy.Tests.Scans;

namespace Iris.Privacy.Tests;

/// <summary>Invariants P2 and P6 after a long load: many requests at once, good and bad, leave no more than one does.</summary>
public sealed class LoadTests
{
    public LoadTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "A process's memory is read through Linux's /proc.");

    [Fact]
    public async Task Nothing_is_left_of_a_thousand_mixed_requests()
    {
        var request = new CanaryRequest();
        var large = new CanaryRequest(3_000_000);
        await using PictureServer pictures = await PictureServer.StartAsync(context =>
            context.Response.Body.WriteAsync(request.Picture, context.RequestAborted).AsTask());
        await using IrisProcess iris = await IrisProcess.StartAsync();
        int[] statuses = new int[600];

        await Parallel.ForAsync(0, 1_000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            int status = (i % 10) switch
            {
                0 or 1 or 2 => (await request.SendAsync(iris.Client, request.BodyWithPicture())).Status,
                3 => (await request.SendAsync(iris.Client, request.BodyWithUrl(pictures))).Status,
                4 when i % 100 == 4 => (await large.SendAsync(iris.Client, large.BodyWithPicture())).Status,
                5 or 6 => (await request.SendAsync(iris.Client, request.BodyWithPicture()[..^1])).Status,
                7 => (await request.SendAsync(iris.Client, request.BodyWithPicture().Replace("people", "person", StringComparison.Ordinal))).Status,
                8 => (await request.SendAsync(iris.Client, request.Body("data:;base64," + Convert.ToBase64String(request.Picture.AsSpan(3))))).Status,
                _ => await HangUpAsync(iris, request),
            };
            Interlocked.Increment(ref statuses[status]);
        });
        await Task.Delay(UntilScrubbed, TestContext.Current.CancellationToken);

        Assert.Equal((510, 200, 100), (statuses[200], statuses[400], statuses[422]));
        AssertClean(MemoryScanner.Scan(iris.Id, request.All));
        AssertClean(MemoryScanner.Scan(iris.Id, large.All));
        AssertClean(MemoryScanner.Scan(iris.Id, FaceTraces.Of(Pictures.Read(CanaryRequest.Candidate))));
    }

    // The answer is not waited for: the client is gone while the server analyses, or before.
    private static async Task<int> HangUpAsync(IrisProcess iris, CanaryRequest request)
    {
        using var client = new TcpClient(iris.Client.BaseAddress!.Host, iris.Client.BaseAddress.Port);
        byte[] body = Encoding.UTF8.GetBytes(request.BodyWithPicture());
        byte[] head = Encoding.ASCII.GetBytes(
            $"POST /compare HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n");
        await client.GetStream().WriteAsync((byte[])[.. head, .. body], TestContext.Current.CancellationToken);
        await Task.Delay(10, TestContext.Current.CancellationToken);
        return 0;
    }
}
