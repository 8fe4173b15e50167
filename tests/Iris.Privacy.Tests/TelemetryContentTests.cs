using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Iris.Privacy.Tests;

/// <summary>Invariant P3 for what monitoring gets: metrics and traces of the real program, on real sockets, hold words of the program alone.</summary>
public sealed partial class TelemetryContentTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_tell_how_many_and_how_long_and_nothing_of_whom()
    {
        var request = new CanaryRequest();
        await using PictureServer pictures = await ServeAsync(request);
        await using IrisProcess iris = await IrisProcess.StartAsync("Iris:Metrics:Port=0");
        await SendAllAsync(iris, request, pictures);
        using var monitoring = new HttpClient { BaseAddress = MetricsOf(iris) };

        string metrics = await ReadUntilAsync(monitoring, "iris_requests_total{outcome=\"answered\",route=\"/compare\"} 4");

        byte[] bytes = Encoding.UTF8.GetBytes(metrics);
        Assert.All(request.All, canary => Assert.Equal(-1, bytes.AsSpan().IndexOf(canary.Value)));
        Assert.DoesNotContain("127.0.0", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("localhost", metrics, StringComparison.Ordinal);
        Assert.Contains("iris_requests_total{outcome=\"refused\",route=\"/compare\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("iris_requests_total{outcome=\"refused\",route=\"none\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("iris_refusals_total{problem=\"malformed-json\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("iris_refusals_total{problem=\"not-found\"} 1", metrics, StringComparison.Ordinal);

        // Two requests compare two pictures; the target of the others may have been given up with their candidate.
        Assert.Contains("iris_pictures_total{outcome=\"face_found\"}", metrics, StringComparison.Ordinal);
        Assert.Contains("iris_pictures_total{outcome=\"fetch_failed\"}", metrics, StringComparison.Ordinal);
        Assert.Contains("iris_pictures_total{outcome=\"unsupported\"}", metrics, StringComparison.Ordinal);
        foreach (string stage in (string[])["fetch", "decode", "detect", "embed"])
        {
            Assert.Contains($"iris_stage_duration_seconds_count{{stage=\"{stage}\"}}", metrics, StringComparison.Ordinal);
        }

        // Whatever else there is, its labels are words that somebody has written down.
        Assert.Equal([], Labels().Matches(metrics).Select(label => label.Value).Where(label => !IsKnown().IsMatch(label)).Distinct());
    }

    [Fact]
    public async Task Metrics_are_had_from_their_own_port_alone_and_that_has_nothing_else()
    {
        await using IrisProcess iris = await IrisProcess.StartAsync("Iris:Metrics:Port=0");
        using var monitoring = new HttpClient { BaseAddress = MetricsOf(iris) };

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(iris.Client, HttpMethod.Get, "/metrics"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(monitoring, HttpMethod.Get, "/metrics"));
        foreach (string path in (string[])["/", "/metrics/", "/metrics/x", "/health", "/health/ready", "/stats", "/compare", "/v1/privacy"])
        {
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(monitoring, HttpMethod.Get, path));
        }

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(monitoring, HttpMethod.Post, "/metrics"));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => StatusAsync(
            new HttpClient { BaseAddress = new UriBuilder(monitoring.BaseAddress!) { Host = "127.0.0.2" }.Uri }, HttpMethod.Get, "/metrics"));
    }

    [Fact]
    public async Task Traces_tell_when_and_how_long_and_nothing_of_whom()
    {
        var request = new CanaryRequest();
        var exports = new ConcurrentQueue<byte[]>();
        var heads = new ConcurrentQueue<string>();
        await using PictureServer collector = await PictureServer.StartAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, Cancelled);
            exports.Enqueue(body.ToArray());
        });
        await using PictureServer pictures = await PictureServer.StartAsync(async context =>
        {
            heads.Enqueue(string.Join('\n', context.Request.Headers.Select(header => $"{header.Key}: {header.Value}")));
            await context.Response.Body.WriteAsync(request.Picture, Cancelled);
        });
        await using IrisProcess iris = await IrisProcess.StartAsync(
            $"Iris:Traces:Endpoint={collector.Url("v1/traces")}", "Logging:LogLevel:Default=Trace", "Logging:LogLevel:Microsoft.AspNetCore=Trace");

        // A client that says that it traces, and wants words of its own in there.
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        iris.Client.DefaultRequestHeaders.Add("traceparent", $"00-{Trace}-00f067aa0ba902b7-01");
        iris.Client.DefaultRequestHeaders.Add("tracestate", "canary=" + request.Path[1..]);
        iris.Client.DefaultRequestHeaders.Add("baggage", "canary=" + request.Path[1..]);
        await SendAllAsync(iris, request, pictures);
        (await iris.Client.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancelled)).Dispose();

        var watch = Stopwatch.StartNew();
        OtlpSpan[] spans = [];
        while (spans.Count(span => span.Name == "request") < 6 && watch.Elapsed < Patience)
        {
            await Task.Delay(100, Cancelled);
            spans = [.. exports.SelectMany(export => OtlpSpan.Read(export).Spans)];
        }

        byte[] all = [.. exports.SelectMany(export => export)];
        Assert.All(request.All, canary => Assert.Equal(-1, all.AsSpan().IndexOf(canary.Value)));
        Assert.Equal(-1, all.AsSpan().IndexOf(Convert.FromHexString(Trace)));
        Assert.Equal(-1, all.AsSpan().IndexOf("127.0.0"u8));
        OtlpSpan[] requests = [.. spans.Where(span => span.Name == "request")];
        Assert.Equal(6, requests.Length);
        Assert.All(requests, span => Assert.Equal("", span.ParentId));
        Assert.Equal(6, requests.Select(span => span.TraceId).Distinct().Count());
        Assert.Equal(["iris.outcome", "iris.route"], spans.SelectMany(span => span.Attributes.Keys).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(
            ["/compare", "answered", "none", "refused"], spans.SelectMany(span => span.Attributes.Values).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(["decode", "detect", "embed", "fetch", "request"], spans.Select(span => span.Name).Distinct().Order(StringComparer.Ordinal));
        Assert.All(spans, span =>
        {
            Assert.Equal("", span.TraceState);
            Assert.InRange(span.Nanoseconds, 0, (long)watch.Elapsed.TotalNanoseconds + (long)Patience.TotalNanoseconds);
        });
        Assert.All(spans.Where(span => span.Name != "request"), span => Assert.Contains(requests, parent => parent.SpanId == span.ParentId));
        Assert.Equal(["service.name", "service.version"], OtlpSpan.Read(exports.First()).Resource.Keys.Order(StringComparer.Ordinal));

        // Nor do picture servers hear of any trace.
        Assert.NotEmpty(heads);
        Assert.All(heads, head => Assert.DoesNotMatch("(?i)trace|baggage|request-id|correlation", head));
    }

    [Fact]
    public async Task With_metrics_and_traces_on_nothing_of_a_request_is_left_in_memory_either()
    {
        Scans.SkipUnlessReadable();
        await using PictureServer collector = await PictureServer.StartAsync(_ => Task.CompletedTask);
        var request = new CanaryRequest();
        await using PictureServer pictures = await ServeAsync(request);
        await using IrisProcess iris = await IrisProcess.StartAsync(
            "Iris:Metrics:Port=0", $"Iris:Traces:Endpoint={collector.Url("v1/traces")}");
        using var monitoring = new HttpClient { BaseAddress = MetricsOf(iris) };

        // The scrape comes in between, as it would.
        await SendAllAsync(iris, request, pictures);
        await monitoring.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancelled);
        await Task.Delay(Scans.UntilScrubbed, Cancelled);

        Scans.AssertClean(Scans.Scan(iris, request.All));
    }

    // Good and bad, six in all: four that are answered, one that is malformed, one for nothing.
    private static async Task SendAllAsync(IrisProcess iris, CanaryRequest request, PictureServer pictures)
    {
        foreach (string body in (string[])
            [
                request.BodyWithPicture(), request.BodyWithUrl(pictures), request.Body("http://127.0.0.1:1" + request.Path),
                request.BodyWithUndecodablePicture(), request.MalformedBody(),
            ])
        {
            await request.SendAsync(iris.Client, body);
        }

        using HttpResponseMessage unknown = await iris.Client.GetAsync(new Uri(request.Path, UriKind.Relative), Cancelled);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private static Task<PictureServer> ServeAsync(CanaryRequest request) => PictureServer.StartAsync(
        async context => await context.Response.Body.WriteAsync(request.Picture, Cancelled));

    private static Uri MetricsOf(IrisProcess iris) => new(string.Create(
        CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port().Match(iris.Printed).Groups[1].ValueSpan}"));

    // A request is counted a moment after its answer has been read, and what has been scraped is told again for 0.3 seconds.
    private static async Task<string> ReadUntilAsync(HttpClient monitoring, string line)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            string metrics = await monitoring.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancelled);
            if (metrics.Contains(line, StringComparison.Ordinal) || watch.Elapsed > Patience)
            {
                return metrics;
            }

            await Task.Delay(100, Cancelled);
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, HttpMethod method, string path)
    {
        using var message = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        using HttpResponseMessage response = await client.SendAsync(message, Cancelled);
        return response.StatusCode;
    }

    [GeneratedRegex(@"Metrics are served on port (\d+)\.")]
    private static partial Regex Port();

    // name="value", of which the value may hold escaped quotes.
    [GeneratedRegex("[a-z_]+=\"(?:[^\"\\\\]|\\\\.)*\"")]
    private static partial Regex Labels();

    [GeneratedRegex("""
        ^(
          route="(none|/compare|/stats|/health(/live|/ready)?)"
          | outcome="(answered|refused|failed|aborted|face_found|no_face|unreadable|unsupported|too_large|refused_address|fetch_failed|timed_out)"
          | problem="[a-z-]{4,22}" | stage="(fetch|decode|detect|embed)" | kind="(received|decoded)" | le="[0-9.+Inf]+"
          | gc_heap_generation="(gen[012]|loh|poh)" | cpu_mode="(user|system)" | service_name="iris" | service_version="[0-9.]+"
        )$
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex IsKnown();
}
