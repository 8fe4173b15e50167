using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Iris.Server.Admission;
using Iris.Server.Comparison;
using Iris.Server.Problems;
using Microsoft.Extensions.Options;

namespace Iris.Server.Telemetry;

/// <summary>
/// Every instrument of the server. What they count is told apart by words of this program alone: members of an enumeration, names of
/// problems, templates of routes. No method takes a text, so that none of a request can get here. Thread-safe.
/// </summary>
internal sealed class IrisMetrics
{
    public const string MeterName = "Iris";

    // In seconds: from a small picture's decode to the longest that one may be worked on or fetched by default.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    private static readonly FrozenDictionary<Stage, string> Stages = Words<Stage>();
    private static readonly FrozenDictionary<RequestOutcome, string> Outcomes = Words<RequestOutcome>();
    private static readonly FrozenDictionary<ImageOutcome, string> PictureOutcomes = Words<ImageOutcome>();

    private readonly Counter<long> _requests;
    private readonly Histogram<double> _requestDuration;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _pictures;
    private readonly Histogram<double> _stageDuration;

    public IrisMetrics(
        IMeterFactory meters, Capacity capacity, PictureMemory pictureMemory, FairGate cores, CountedBuckets buckets, IOptions<CapacityOptions> options)
    {
        Meter meter = meters.Create(MeterName);
        _requests = meter.CreateCounter<long>("iris.requests", description: "Requests that have ended, by route and outcome.");
        _requestDuration = meter.CreateHistogram(
            "iris.request.duration", "s", "How long requests took, from their head to the end of their answer, by route.", tags: null, Seconds);
        _refusals = meter.CreateCounter<long>("iris.refusals", description: "Requests that were refused, by the name of the problem.");
        _pictures = meter.CreateCounter<long>("iris.pictures", description: "Pictures of requests, by what became of them.");
        _stageDuration = meter.CreateHistogram(
            "iris.stage.duration", "s", "How long the stages of the work on a picture took.", tags: null, Seconds);
        meter.CreateObservableUpDownCounter(
            "iris.pictures.waiting", () => cores.Waiting, description: "Pictures that wait for a core.");
        meter.CreateObservableUpDownCounter(
            "iris.pictures.in_work", () => cores.Inside, description: "Pictures that have a core.");
        meter.CreateObservableUpDownCounter(
            "iris.memory.reserved",
            () => new Measurement<long>[]
            {
                new(capacity.ReceivedBytes, Tag("kind", "received")), new(pictureMemory.ReservedBytes, Tag("kind", "decoded")),
            },
            "By",
            "Memory in work: bodies and fetched pictures, decoded pictures.");
        meter.CreateObservableUpDownCounter(
            "iris.memory.budget",
            () => new Measurement<long>[]
            {
                new(options.Value.ReceivedBytes, Tag("kind", "received")), new(options.Value.DecodedBytes, Tag("kind", "decoded")),
            },
            "By",
            "The most memory in work that there may be.");
        meter.CreateObservableUpDownCounter(
            "iris.places.taken", () => capacity.PlacesTaken, description: "Requests that are worked on or wait for a core.");
        meter.CreateObservableUpDownCounter(
            "iris.places.limit", () => options.Value.MaxRequests, description: "The most requests that there may be of these.");
        meter.CreateObservableUpDownCounter(
            "iris.limiter.keys", () => buckets.Count, description: "Clients that the limit on requests knows at the moment.");
    }

    /// <summary>Whether anybody listens: what is counted need not be measured otherwise.</summary>
    public bool IsOn => _requests.Enabled || _stageDuration.Enabled;

    /// <summary>Counts a request.</summary>
    /// <param name="endpoint">What it was for; null where there is nothing at its path.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="duration">How long it took.</param>
    public void RequestEnded(Endpoint? endpoint, RequestOutcome outcome, TimeSpan duration)
    {
        KeyValuePair<string, object?> route = Tag("route", RouteOf(endpoint));
        _requests.Add(1, route, Tag("outcome", Outcomes[outcome]));
        _requestDuration.Record(duration.TotalSeconds, route);
    }

    /// <summary>Counts a refusal.</summary>
    public void RequestRefused(Problem problem) => _refusals.Add(1, Tag("problem", problem.Name));

    /// <summary>Counts a picture.</summary>
    public void PictureEnded(ImageOutcome outcome) => _pictures.Add(1, Tag("outcome", PictureOutcomes[outcome]));

    /// <summary>Counts a stage.</summary>
    public void StageEnded(Stage stage, TimeSpan duration) => _stageDuration.Record(duration.TotalSeconds, Tag("stage", Stages[stage]));

    /// <summary>The template of a route, as it is written in the program.</summary>
    public static string RouteOf(Endpoint? endpoint) => (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "none";

    /// <summary>The word for an outcome.</summary>
    public static string WordOf(RequestOutcome outcome) => Outcomes[outcome];

    /// <summary>The word for a stage.</summary>
    public static string WordOf(Stage stage) => Stages[stage];

    private static KeyValuePair<string, object?> Tag(string key, string word) => new(key, word);

    // FaceFound: face_found.
    private static FrozenDictionary<T, string> Words<T>()
        where T : struct, Enum => Enum.GetValues<T>().ToFrozenDictionary(
            static member => member, static member => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(member.ToString()));
}
