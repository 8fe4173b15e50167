using static Iris.Client.Tests.Faces;

namespace Iris.Client.Tests;

/// <summary>Results as they come.</summary>
public sealed class StreamTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hundred_candidates_and_a_summary_at_the_end()
    {
        Candidate[] candidates = [.. Enumerable.Range(0, 200).Select(static i => new Candidate($"{i}", File(Pictures.Johns[i % Pictures.Johns.Count])))];

        List<CompareEvent> events = await shared.Iris.CompareStreamAsync(File(Salley), candidates, cancellationToken: Cancelled).ToListAsync(Cancelled);

        CandidateResult[] results = [.. events.OfType<CandidateResult>()];
        CompareSummary summary = Assert.IsType<CompareSummary>(events[^1]);
        Assert.Equal(201, events.Count);
        Assert.Equal(Enumerable.Range(0, 200), results.Select(static result => result.Index).Order());
        Assert.Equal(200, summary.Totals.Candidates);
        Assert.Equal(results.Count(static result => result.Decision == Decision.Match), summary.Totals.Matches);
        Assert.Equal(Outcome.Compared, summary.Target.Outcome);
    }

    [Fact]
    public async Task Pictures_that_were_cut_short_are_incomplete()
    {
        Candidate[] candidates = [Candidate("whole", Savage), new("cut", CutShort(SalleyAgain))];

        List<CompareEvent> events = await shared.Iris.CompareStreamAsync(CutShort(Salley), candidates, cancellationToken: Cancelled).ToListAsync(Cancelled);
        CompareAnswer answer = await shared.Iris.CompareAsync(CutShort(Salley), candidates, cancellationToken: Cancelled);

        Assert.Equal([false, true], events.OfType<CandidateResult>().OrderBy(static result => result.Index).Select(static result => result.Incomplete));
        Assert.True(Assert.IsType<CompareSummary>(events[^1]).Target.Incomplete);
        Assert.Equal([("cut", true), ("whole", false)], answer.Candidates.Select(static result => (result.Name, result.Incomplete)));
        Assert.True(answer.Target.Incomplete);
    }

    [Fact]
    public async Task A_stream_and_an_answer_say_the_same()
    {
        Candidate[] candidates = [.. Johns(), new("dogs", File(Dogs))];

        CompareAnswer answer = await shared.Iris.CompareAsync(File(Salley), candidates, cancellationToken: Cancelled);
        List<CompareEvent> events = await shared.Iris.CompareStreamAsync(File(Salley), candidates, cancellationToken: Cancelled).ToListAsync(Cancelled);

        Assert.Equal(answer.Candidates.OrderBy(static result => result.Index), events.OfType<CandidateResult>().OrderBy(static result => result.Index));
        CompareSummary summary = Assert.IsType<CompareSummary>(events[^1]);
        Assert.Equal((answer.Model, answer.Threshold, answer.Totals), (summary.Model, summary.Threshold, summary.Totals));
    }

    [Fact]
    public async Task The_first_result_is_there_before_the_last_is_known()
    {
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using PictureServer slow = await PictureServer.StartAsync(async context =>
        {
            await mayAnswer.Task.WaitAsync(context.RequestAborted);
            await context.Response.Body.WriteAsync(Pictures.Read(Savage), context.RequestAborted);
        });
        await using IrisServer server = await IrisServer.StartAsync("Iris:Fetch:Timeout=00:05:00", "Iris:Fetch:HeaderTimeout=00:05:00");
        using IrisClient iris = server.Connect();

        var names = new List<string>();
        await foreach (CompareEvent news in iris.CompareStreamAsync(
            File(Salley),
            [new("slow", PictureSource.FromUrl(new Uri(slow.Url("a")))), Candidate("quick", SalleyAgain)],
            cancellationToken: Cancelled))
        {
            names.Add((news as CandidateResult)?.Name ?? "summary");

            // Nobody knows the other before this.
            mayAnswer.TrySetResult();
        }

        Assert.Equal(["quick", "slow", "summary"], names);
    }

    [Fact]
    public async Task To_stop_early_ends_the_work()
    {
        await using var scene = await HangingCandidate.StartAsync();

        await foreach (CompareEvent news in scene.Iris.CompareStreamAsync(File(Salley), scene.Candidates, cancellationToken: Cancelled))
        {
            Assert.Equal("quick", Assert.IsType<CandidateResult>(news).Name);
            break;
        }

        await scene.GivenUp.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
    }

    [Fact]
    public async Task To_cancel_ends_the_work()
    {
        await using var scene = await HangingCandidate.StartAsync();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (CompareEvent _ in scene.Iris.CompareStreamAsync(File(Salley), scene.Candidates, cancellationToken: end.Token))
            {
                await end.CancelAsync();
            }
        });

        await scene.GivenUp.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
    }

    [Fact]
    public async Task To_cancel_a_complete_answer_ends_the_work()
    {
        await using var scene = await HangingCandidate.StartAsync();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);

        Task<CompareAnswer> comparison = scene.Iris.CompareAsync(File(Salley), scene.Candidates, cancellationToken: end.Token);
        await scene.Asked.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        await end.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => comparison);
        await scene.GivenUp.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
    }

    [Fact]
    public async Task A_connection_is_used_again_after_a_stream_that_was_read_to_its_end()
    {
        int connections = 0;
        using var handler = new SocketsHttpHandler
        {
            PlaintextStreamFilter = (context, _) =>
            {
                Interlocked.Increment(ref connections);
                return ValueTask.FromResult(context.PlaintextStream);
            },
        };
        using var http = new HttpClient(handler) { BaseAddress = shared.Server.Client.BaseAddress };
        using var iris = new IrisClient(http);

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(2, (await iris.CompareStreamAsync(File(Salley), [Candidate("a", Savage)], cancellationToken: Cancelled).ToListAsync(Cancelled)).Count);
        }

        Assert.Equal(1, connections);
    }

    [Fact]
    public async Task A_server_that_ends_in_the_middle_is_told_as_a_broken_answer()
    {
        await using var scene = await HangingCandidate.StartAsync("Iris:Shutdown:Timeout=00:00:01");

        HttpRequestException exception = await Assert.ThrowsAsync<HttpRequestException>(async () =>
        {
            Task? end = null;
            await foreach (CompareEvent _ in scene.Iris.CompareStreamAsync(File(Salley), scene.Candidates, cancellationToken: Cancelled))
            {
                end ??= scene.EndServerAsync();
            }
        });

        Assert.Equal(HttpRequestError.ResponseEnded, exception.HttpRequestError);
    }

    /// <summary>A candidate that is answered at once, and one whose picture never comes.</summary>
    private sealed class HangingCandidate : IAsyncDisposable
    {
        private readonly TaskCompletionSource _givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private PictureServer _pictures = null!;
        private IrisServer? _server;

        public IrisClient Iris { get; private set; } = null!;

        public Candidate[] Candidates { get; private set; } = [];

        /// <summary>Ends when the server asks for the picture that never comes.</summary>
        public Task Asked => _pictures.Asked;

        /// <summary>Ends when the server waits for it no longer.</summary>
        public Task GivenUp => _givenUp.Task;

        public static async Task<HangingCandidate> StartAsync(params string[] settings)
        {
            var scene = new HangingCandidate();
            scene._pictures = await PictureServer.StartAsync(context =>
            {
                context.RequestAborted.Register(() => scene._givenUp.TrySetResult());
                return PictureServer.KeepWaitingAsync(context);
            });
            scene._server = await IrisServer.StartAsync(["Iris:Fetch:Timeout=00:05:00", "Iris:Fetch:HeaderTimeout=00:05:00", .. settings]);
            scene.Iris = scene._server.Connect();
            scene.Candidates = [Candidate("quick", SalleyAgain), new("hanging", PictureSource.FromUrl(new Uri(scene._pictures.Url("a"))))];
            return scene;
        }

        public async Task EndServerAsync()
        {
            await _server!.DisposeAsync();
            _server = null;
        }

        public async ValueTask DisposeAsync()
        {
            Iris.Dispose();
            if (_server is not null)
            {
                await _server.DisposeAsync();
            }

            await _pictures.DisposeAsync();
        }
    }
}
