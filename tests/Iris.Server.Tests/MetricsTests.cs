using System.Diagnostics.Metrics;
using System.Net;
using System.Threading.RateLimiting;
using Iris.Server.Admission;
using Iris.Server.Comparison;
using Iris.Server.Problems;
using Iris.Server.Telemetry;
using Iris.Server.Tests.V1;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using static Iris.Server.Tests.CompareClient;

namespace Iris.Server.Tests;

/// <summary>What the metrics count. That they hold nothing of a request is tested on the real program, in tests/Iris.Privacy.Tests.</summary>
public sealed class MetricsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_instrument_that_there_is_is_explained_to_operators_and_no_other()
    {
        await using IrisServer server = await IrisServer.StartAsync();
        using var listener = new Listener(server);
        string page = await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Folder, "docs", "operations.md"), Cancelled);
        string[] explained = [.. page.Split('\n')
            .Where(line => line.StartsWith("| `iris_", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1].Split('{')[0])
            .Order(StringComparer.Ordinal)];

        Assert.Equal(listener.Names.Select(PrometheusName).Order(StringComparer.Ordinal), explained);

        static string PrometheusName(Instrument instrument) => instrument.Name.Replace('.', '_')
            + instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" }
            + (instrument is Counter<long> ? "_total" : "");
    }

    [Fact]
    public async Task What_is_under_way_can_be_seen()
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:Capacity:MaxRequests=7");
        using var listener = new Listener(server);
        FairGate cores = server.Services.GetRequiredService<FairGate>();
        PictureMemory memory = server.Services.GetRequiredService<PictureMemory>();
        Capacity capacity = server.Services.GetRequiredService<Capacity>();
        var places = new List<FairGate.Place>();
        for (int i = 0; i < Environment.ProcessorCount; i++)
        {
            places.Add(await cores.EnterAsync(new(new()), Cancelled));
        }

        using var impatient = new CancellationTokenSource();
        Task<FairGate.Place> waiting = cores.EnterAsync(new(new()), Cancelled).AsTask();
        Task<FairGate.Place> leaving = cores.EnterAsync(new(new()), impatient.Token).AsTask();
        IDisposable pixels = await memory.ReserveAsync(10_240, Cancelled);
        Capacity.Visit visit = capacity.Open(null);
        Assert.True(visit.TryBegin());
        visit.Memory.Reserve(5_000);

        Assert.Equal(Environment.ProcessorCount, listener.Read("iris.pictures.in_work"));
        Assert.Equal(2, listener.Read("iris.pictures.waiting"));
        Assert.Equal(10_240, listener.Read("iris.memory.reserved", "decoded"));
        Assert.Equal(5_000, listener.Read("iris.memory.reserved", "received"));
        Assert.Equal(512 * 1024 * 1024, listener.Read("iris.memory.budget", "received"));
        Assert.Equal(1, listener.Read("iris.places.taken"));
        Assert.Equal(7, listener.Read("iris.places.limit"));

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        Assert.Equal(1, listener.Read("iris.pictures.waiting"));
        places.ForEach(place => place.Dispose());
        (await waiting).Dispose();
        pixels.Dispose();
        visit.Memory.Release(5_000);
        visit.Dispose();

        Assert.Equal(0, listener.Read("iris.pictures.in_work"));
        Assert.Equal(0, listener.Read("iris.pictures.waiting"));
        Assert.Equal(0, listener.Read("iris.memory.reserved", "decoded"));
        Assert.Equal(0, listener.Read("iris.memory.reserved", "received"));
        Assert.Equal(0, listener.Read("iris.places.taken"));
    }

    [Fact]
    public async Task A_refusal_is_counted_by_the_name_of_its_problem_on_every_path()
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:RateLimit:Enabled=true", "Iris:RateLimit:Burst=3", "Iris:RateLimit:PerSecond=1");
        using var listener = new Listener(server);
        (await server.PostAsync("malformed")).Dispose();
        (await server.PostAsync("{}")).Dispose();
        (await server.Client.GetAsync(new Uri("/v1/nothing", UriKind.Relative), Cancelled)).Dispose();

        // One comes back with each second: on a busy machine another may be let in.
        int sent = 3;
        for (bool isLimited = false; !isLimited; sent++)
        {
            using HttpResponseMessage response = await server.PostAsync("{}");
            isLimited = response.StatusCode == HttpStatusCode.TooManyRequests;
        }

        // What has been answered is counted a moment later.
        for (int i = 0; i < 100 && listener.Counted("iris.requests").Length < sent; i++)
        {
            await Task.Delay(50, Cancelled);
        }

        string[] problems = listener.Counted("iris.refusals");
        Assert.Equal(
            [Problem.MalformedJson.Name, Problem.NotFound.Name, Problem.RateLimited.Name, Problem.WrongShape.Name],
            problems.Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(sent, problems.Length);
        Assert.All(listener.Counted("iris.requests"), request => Assert.Contains(request, (string[])["/compare refused", "none refused"]));
        Assert.Equal(1, listener.Read("iris.limiter.keys"));
    }

    [Fact]
    public async Task A_stream_that_breaks_off_counts_as_failed_though_it_has_begun_well()
    {
        await using PictureServer large = await ScarceMemory.ServeLargePicturesAsync();
        await using IrisServer server = await IrisServer.StartAsync(ScarceMemory.Settings);
        using IDisposable taken = ScarceMemory.Take(server);
        using var listener = new Listener(server);
        using StringContent content = V1Client.Json(V1Client.Body(
            DataUri(Salley), ["data:;base64,", .. Enumerable.Range(0, 8).Select(i => large.Url($"{i}"))]).ToJsonString());

        using HttpResponseMessage response = await server.SendAsync("/v1/compare", content, "application/x-ndjson");
        string[] lines = (await response.Content.ReadAsStringAsync(Cancelled)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < 100 && listener.Counted("iris.requests").Length == 0; i++)
        {
            await Task.Delay(50, Cancelled);
        }

        Assert.Equal(2, lines.Length);
        Assert.StartsWith("""{"type":"candidate","index":0,""", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("""{"type":"problem","problem":{"type":"urn:iris:problem:busy",""", lines[1], StringComparison.Ordinal);
        Assert.Equal(["/v1/compare failed"], listener.Counted("iris.requests"));
        Assert.Equal([Problem.Busy.Name], listener.Counted("iris.refusals"));
    }

    [Fact]
    public async Task A_bug_in_the_middle_of_an_answer_counts_as_failed_and_not_as_a_client_that_hung_up()
    {
        using var ends = new RequestEnds();
        await using IrisServer server = await new FailingAnswer("matches").StartServerAsync(services => services.AddSingleton<IStartupFilter>(ends));
        using var listener = new Listener(server);

        await Assert.ThrowsAsync<HttpRequestException>(() => server.CompareAsync(DataUri(Salley), ("Salley", DataUri(SalleyAgain))));
        await ends.NextAsync();

        Assert.Equal(["/compare failed"], listener.Counted("iris.requests"));
        Assert.Equal([Problem.Internal.Name], listener.Counted("iris.refusals"));
    }

    [Fact]
    public void Buckets_are_counted_until_they_are_dropped()
    {
        var buckets = new CountedBuckets();
        var options = new TokenBucketRateLimiterOptions { TokenLimit = 1, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromSeconds(1) };
        using RateLimiter kept = buckets.Create(options);
        RateLimiter dropped = buckets.Create(options);

        Assert.Equal(2, buckets.Count);
        dropped.Dispose();
        dropped.Dispose();
        Assert.Equal(1, buckets.Count);
        using RateLimitLease first = kept.AttemptAcquire();
        using RateLimitLease second = kept.AttemptAcquire();
        Assert.Equal((true, false), (first.IsAcquired, second.IsAcquired));
    }

    [Fact]
    public async Task Where_nobody_listens_counting_allocates_nothing()
    {
        await using IrisServer server = await IrisServer.StartAsync();
        IrisMetrics metrics = server.Services.GetRequiredService<IrisMetrics>();
        StageRecorder stages = server.Services.GetRequiredService<StageRecorder>();
        CountAll();

        long before = GC.GetAllocatedBytesForCurrentThread();
        CountAll();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void CountAll()
        {
            for (int i = 0; i < 1_000; i++)
            {
                metrics.RequestEnded(endpoint: null, RequestOutcome.Answered, TimeSpan.Zero);
                metrics.RequestRefused(Problem.Busy);
                metrics.PictureEnded(ImageOutcome.FaceFound);
                stages.Begin(Stage.Fetch).Dispose();
                stages.Ended(EngineStage.Detect, TimeSpan.Zero);
            }
        }
    }

    /// <summary>Listens to one server of the many that the tests of this process have.</summary>
    private sealed class Listener : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly Lock _lock = new();
        private readonly List<(Instrument Instrument, string[] Words, double Value)> _seen = [];

        public Listener(IrisServer server)
        {
            IMeterFactory meters = server.Services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Meter.Name == IrisMetrics.MeterName)
                {
                    Names.Add(instrument);
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.Start();
        }

        public List<Instrument> Names { get; } = [];

        /// <summary>What an instrument shows at the moment.</summary>
        public double Read(string name, params string[] words)
        {
            lock (_lock)
            {
                _seen.Clear();
            }

            _listener.RecordObservableInstruments();
            lock (_lock)
            {
                return _seen.Single(seen => seen.Instrument.Name == name && seen.Words.SequenceEqual(words)).Value;
            }
        }

        /// <summary>The words of everything that an instrument has counted.</summary>
        public string[] Counted(string name)
        {
            lock (_lock)
            {
                return [.. _seen.Where(seen => seen.Instrument.Name == name).Select(seen => string.Join(' ', seen.Words))];
            }
        }

        public void Dispose() => _listener.Dispose();

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string[] words = [.. tags.ToArray().Select(tag => (string)tag.Value!)];
            lock (_lock)
            {
                _seen.Add((instrument, words, value));
            }
        }
    }
}
