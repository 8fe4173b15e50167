using static Iris.Privacy.Tests.Scans;

namespace Iris.Privacy.Tests;

/// <summary>Invariants P2 and P6 after a long load: many requests at once, good and bad, leave no more than one does.</summary>
public sealed class LoadTests
{
    public LoadTests() => SkipUnlessReadable();

    [Fact]
    public async Task Nothing_is_left_of_a_thousand_mixed_requests()
    {
        var request = new CanaryRequest();
        var large = new CanaryRequest(3_000_000);
        await using PictureServer pictures = await PictureServer.StartAsync(context =>
            context.Response.Body.WriteAsync(request.Picture, context.RequestAborted).AsTask());
        await using HangUps hangUps = await HangUps.StartAsync();
        await using IrisProcess iris = await IrisProcess.StartAsync();
        int[] statuses = new int[600];

        await Parallel.ForAsync(0, 1_000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            int status = (i % 20) switch
            {
                0 or 10 => (await request.SendAsync(iris.Client, request.BodyWithPicture())).Status,
                1 => (await request.SendAsync(iris.Client, request.BodyWithUrl(pictures))).Status,
                2 when i % 100 == 2 => (await large.SendAsync(iris.Client, large.BodyWithPicture())).Status,
                2 or 3 => (await request.SendAsync(iris.Client, request.BodyWithUndecodablePicture())).Status,
                4 or 5 => await HangUpAsync(hangUps, iris, request),
                6 or 7 or 8 or 9 => (await request.SendAsync(iris.Client, request.MisshapenBody())).Status,
                _ => (await request.SendAsync(iris.Client, request.MalformedBody())).Status,
            };
            Interlocked.Increment(ref statuses[status]);
        });
        await WaitUntilScrubbedAsync(iris);

        Assert.Equal((250, 450, 200, 100), (statuses[200], statuses[400], statuses[422], statuses[0]));
        AssertClean(Scan(iris, request.All));
        AssertClean(Scan(iris, large.All));
        AssertClean(Scan(iris, FaceTraces.Of(CanaryRequest.Face, Engine.Pack)));
    }

    [Fact]
    public async Task A_head_does_not_outlive_a_load_that_never_pauses()
    {
        // A picture that never comes keeps a request in flight.
        await using PictureServer pictures = await PictureServer.StartSilentAsync();
        await using IrisProcess iris = await IrisProcess.StartAsync("Iris:Fetch:Timeout=00:01:00", "Iris:Fetch:HeaderTimeout=00:01:00");
        var pending = new CanaryRequest();
        Task<(int, string)> neverAnswered = pending.SendAsync(iris.Client, pending.BodyWithUrl(pictures));
        await pictures.Asked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        var request = new CanaryRequest();
        request.AssertMatched(await request.SendAsync(iris.Client, request.BodyWithPicture()));

        // The heap is erased every ten seconds.
        await Task.Delay(TimeSpan.FromSeconds(12), TestContext.Current.CancellationToken);
        MemoryScan scan = Scan(iris, request.All);

        Assert.False(neverAnswered.IsCompleted);
        AssertClean(scan);
    }

    private static async Task<int> HangUpAsync(HangUps hangUps, IrisProcess iris, CanaryRequest request)
    {
        string picture = "data:;base64," + Convert.ToBase64String(request.Picture);
        await hangUps.SendAsync(iris, request, picture, picture);
        return 0;
    }
}
