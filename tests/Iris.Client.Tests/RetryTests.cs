using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Iris.Client.Sending;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using static Iris.Client.Tests.Faces;

namespace Iris.Client.Tests;

/// <summary>Requests that are refused for now.</summary>
public sealed class RetryTests
{
    private static readonly string[] OneAtATime = ["Iris:RateLimit:Enabled=true", "Iris:RateLimit:PerSecond=1", "Iris:RateLimit:Burst=1"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Too_many_requests_come_back_when_they_are_told_to()
    {
        await using IrisServer server = await IrisServer.StartAsync(OneAtATime);
        using var statuses = new Statuses();
        using var http = new HttpClient(statuses) { BaseAddress = server.Client.BaseAddress };
        using var iris = new IrisClient(http, new() { MaxRetries = 20 });

        // At the same time, so that all but one are refused at first. A stream is read from where it stood, each time.
        Task<(int Matches, int Candidates)>[] comparisons = [.. Enumerable.Range(0, 4).Select(async i =>
        {
            using var stream = new MemoryStream([1, 2, 3, .. Pictures.Read(SalleyAgain)]) { Position = 3 };
            Candidate[] candidates = [new("a", PictureSource.FromStream(stream)), new("b", File(SalleyAgain)), Candidate("c", Savage)];
            CompareTotals totals = i % 2 == 0
                ? (await iris.CompareAsync(File(Salley), candidates, cancellationToken: Cancelled)).Totals
                : ((CompareSummary)await iris.CompareStreamAsync(File(Salley), candidates, cancellationToken: Cancelled).LastAsync(Cancelled)).Totals;
            return (totals.Matches, totals.Candidates);
        })];

        Assert.All(await Task.WhenAll(comparisons), static totals => Assert.Equal((2, 3), totals));
        Assert.Equal(4, statuses.Seen.Count(static status => status == HttpStatusCode.OK));
        Assert.Contains(HttpStatusCode.TooManyRequests, statuses.Seen);
    }

    [Fact]
    public async Task Who_has_no_retries_left_is_told_how_long_to_wait()
    {
        await using IrisServer server = await IrisServer.StartAsync(OneAtATime);
        using IrisClient iris = server.Connect(new() { MaxRetries = 0 });

        AssertRateLimited(await RefusalAsync(iris));
    }

    [Fact]
    public async Task Who_is_told_to_wait_too_long_does_not_wait()
    {
        await using IrisServer server = await IrisServer.StartAsync(OneAtATime);
        using IrisClient iris = server.Connect(new() { MaxRetryDelay = TimeSpan.FromSeconds(0.9), MaxRetries = int.MaxValue });

        AssertRateLimited(await RefusalAsync(iris));
    }

    [Fact]
    public async Task A_busy_server_is_asked_again()
    {
        await using var server = await OccupiedServer.StartAsync();
        using IrisClient patient = server.Iris.Connect(new() { MaxRetries = 20 });
        using IrisClient impatient = server.Iris.Connect(new() { MaxRetries = 0 });

        IrisException busy = await Assert.ThrowsAsync<IrisException>(() => impatient.CompareAsync(Bytes(Salley), [], cancellationToken: Cancelled));
        Task<CompareAnswer> comparison = patient.CompareAsync(File(Salley), [Candidate("a", SalleyAgain)], cancellationToken: Cancelled);
        server.Free();

        Assert.Equal((ProblemTypes.Busy, 503, TimeSpan.FromSeconds(1)), (busy.Problem.Type, busy.Problem.Status, busy.RetryAfter));
        Assert.Equal(1, (await comparison).Totals.Matches);
    }

    [Fact]
    public async Task A_refused_stream_that_cannot_seek_is_sent_again_only_if_nobody_has_read_it()
    {
        await using var server = await OccupiedServer.StartAsync();
        using HttpClient patient = PatientConnections.To(server.Iris);
        using var asks = new IrisClient(patient, new() { MaxRetries = 20 });
        using var http = new HttpClient(new WithoutAsking()) { BaseAddress = server.Iris.Client.BaseAddress };
        using var doesNotAsk = new IrisClient(http, new() { MaxRetries = 20 });

        // Their length is not known, so the one client asks before it sends them, and is refused in time.
        Task<VerifyAnswer> verification = asks.VerifyAsync(OneWay(), OneWay(), cancellationToken: Cancelled);
        IrisException exception = await Assert.ThrowsAsync<IrisException>(() => doesNotAsk.VerifyAsync(OneWay(), OneWay(), cancellationToken: Cancelled));
        server.Free();

        Assert.Equal(ProblemTypes.Busy, exception.Problem.Type);
        Assert.Equal(Decision.Match, (await verification).Decision);

        static PictureSource OneWay() => PictureSource.FromStream(new OneWayStream(Pictures.Read(Salley)));
    }

    [Fact]
    public async Task What_is_wrong_is_not_sent_again()
    {
        await using IrisServer server = await IrisServer.StartAsync();
        using IrisClient iris = server.Connect();

        await Assert.ThrowsAsync<IrisException>(() => iris.CompareAsync(Bytes(Salley), [], new() { Threshold = 2 }, Cancelled));

        Assert.Equal(1, (await iris.GetStatsAsync(Cancelled)).TotalRequests);
    }

    [Fact]
    public async Task The_wait_is_as_long_as_the_server_asks_and_not_shorter()
    {
        var time = new ObservedTime();
        int asked = 0;
        await using PictureServer busy = await PictureServer.StartAsync(context =>
        {
            asked++;
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "7";
            return Task.CompletedTask;
        });
        using var iris = new IrisClient(new Uri(busy.Url("")), new() { MaxRetries = 2, TimeProvider = time, Random = new Sure(0) });

        Task<PrivacyReport> report = iris.GetPrivacyAsync(Cancelled);
        for (int attempt = 1; attempt <= 2; attempt++)
        {
            Assert.True(await time.Waiting.WaitAsync(TimeSpan.FromSeconds(30), Cancelled));
            time.Advance(TimeSpan.FromSeconds(6.999));
            Assert.Equal(attempt, asked);
            time.Advance(TimeSpan.FromSeconds(0.001));
        }

        IrisException exception = await Assert.ThrowsAsync<IrisException>(() => report);
        Assert.Equal(3, asked);
        Assert.Equal(TimeSpan.FromSeconds(7), exception.RetryAfter);
    }

    [Theory]
    [InlineData(null, 0, 0, 1.0)]
    [InlineData(null, 0, 0.999999, 1.25)]
    [InlineData(null, 3, 0, 8.0)]
    [InlineData(null, 1_000, 0, 30.0)]
    [InlineData(0, 0, 0.5, 0.0)]
    [InlineData(8, 2, 0, 8.0)]
    [InlineData(8, 2, 0.5, 9.0)]
    [InlineData(29, 0, 0.999999, 30.0)]
    [InlineData(30, 0, 0.999999, 30.0)]
    [InlineData(31, 0, 0, null)]
    public void A_wait_is_what_was_asked_and_up_to_a_quarter_more(int? asked, int retry, double chance, double? expected)
    {
        TimeSpan? wait = RetryWait.Of(
            asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null, retry, TimeSpan.FromSeconds(30), new Sure(chance));

        Assert.Equal(expected is null, wait is null);
        Assert.Equal(expected ?? 0, wait?.TotalSeconds ?? 0, tolerance: 1e-5);
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("0", 0)]
    [InlineData("Fri, 31 Dec 1999 23:59:59 GMT", 59)]
    [InlineData("Fri, 31 Dec 1999 23:00:00 GMT", 0)]
    public void What_is_asked_may_be_seconds_or_a_date(string header, int expected) => Assert.Equal(
        TimeSpan.FromSeconds(expected), RetryWait.Asked(RetryConditionHeaderValue.Parse(header), new(1999, 12, 31, 23, 59, 0, TimeSpan.Zero)));

    [Fact]
    public void What_is_not_asked_is_not_known()
    {
        Assert.Null(RetryWait.Asked(null, DateTimeOffset.UnixEpoch));
        Assert.True(RetryWait.IsForNow(HttpStatusCode.TooManyRequests));
        Assert.False(RetryWait.IsForNow(HttpStatusCode.BadGateway));
    }

    private static void AssertRateLimited(IrisException exception)
    {
        Assert.Equal((ProblemTypes.RateLimited, 429), (exception.Problem.Type, exception.Problem.Status));
        Assert.Equal(TimeSpan.FromSeconds(1), exception.RetryAfter);
    }

    // Of so many at once some are refused, however slow the machine is.
    private static async Task<IrisException> RefusalAsync(IrisClient iris)
    {
        while (true)
        {
            Task<PrivacyReport>[] requests = [.. Enumerable.Range(0, 8).Select(_ => iris.GetPrivacyAsync(Cancelled))];
            await ((Task)Task.WhenAll(requests)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (requests.FirstOrDefault(static request => request.IsFaulted) is { } refused)
            {
                return Assert.IsType<IrisException>(refused.Exception!.InnerException);
            }
        }
    }

    /// <summary>A server with room for one request, which it is working on.</summary>
    private sealed class OccupiedServer : IAsyncDisposable
    {
        private readonly TaskCompletionSource _mayAnswer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private PictureServer _pictures = null!;
        private IrisClient _client = null!;
        private Task<CompareAnswer> _work = null!;

        public IrisServer Iris { get; private set; } = null!;

        public static async Task<OccupiedServer> StartAsync()
        {
            var server = new OccupiedServer();
            server._pictures = await PictureServer.StartAsync(async context =>
            {
                await server._mayAnswer.Task.WaitAsync(context.RequestAborted);
                await context.Response.Body.WriteAsync(Pictures.Read(Salley), context.RequestAborted);
            });
            server.Iris = await IrisServer.StartAsync("Iris:Capacity:MaxRequests=1", "Iris:Fetch:Timeout=00:05:00", "Iris:Fetch:HeaderTimeout=00:05:00");
            server._client = server.Iris.Connect();
            server._work = server._client.CompareAsync(PictureSource.FromUrl(new Uri(server._pictures.Url("a"))), [], cancellationToken: Cancelled);
            await server._pictures.Asked.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
            return server;
        }

        /// <summary>Lets it finish.</summary>
        public void Free() => _mayAnswer.TrySetResult();

        public async ValueTask DisposeAsync()
        {
            Free();
            await ((Task)_work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _client.Dispose();
            await Iris.DisposeAsync();
            await _pictures.DisposeAsync();
        }
    }

    /// <summary>Sees which answers there were.</summary>
    private sealed class Statuses() : DelegatingHandler(new SocketsHttpHandler())
    {
        public ConcurrentBag<HttpStatusCode> Seen { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            Seen.Add(response.StatusCode);
            return response;
        }
    }

    /// <summary>Sends bodies without asking first, as some proxies do.</summary>
    private sealed class WithoutAsking() : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.ExpectContinue = false;
            return base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>A clock that says when somebody waits for it.</summary>
    private sealed class ObservedTime : FakeTimeProvider
    {
        public SemaphoreSlim Waiting { get; } = new(0);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ITimer timer = base.CreateTimer(callback, state, dueTime, period);
            Waiting.Release();
            return timer;
        }
    }

    /// <summary>Chance that is none.</summary>
    private sealed class Sure(double value) : Random
    {
        public override double NextDouble() => value;
    }
}
