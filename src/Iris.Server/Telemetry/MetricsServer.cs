using System.Net;
using Iris.Server.Privacy;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Iris.Server.Telemetry;

/// <summary>
/// Serves the metrics, if the operator has named a port. A server of its own: who has taken all connections of the other one cannot keep
/// monitoring out, and no route of either can be had from the other.
/// </summary>
internal sealed class MetricsServer(IOptions<MetricsOptions> options, IServiceProvider services, ILoggerFactory loggers) : IHostedService, IAsyncDisposable
{
    private const string Path = "/metrics";
    private const int MaxConnections = 16;

    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(1);

    private MeterProvider? _metrics;
    private WebApplication? _server;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Port is not { } port)
        {
            return;
        }

        _metrics = Collect();
        _server = Build(options.Value.IPAddress, port);
        _server.UseOpenTelemetryPrometheusScrapingEndpoint(
            _metrics, IsAskedFor, path: null, configureBranchedPipeline: null, optionsName: null);
        await _server.StartAsync(cancellationToken);
        string address = _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Log.MetricsServed(loggers.CreateLogger(Log.Category), new Uri(address).Port);
    }

    // It has a time of its own to stop, which is left when requests have used up all of theirs.
    public Task StopAsync(CancellationToken cancellationToken) => _server?.StopAsync(CancellationToken.None) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _metrics?.Dispose();
    }

    private static bool IsAskedFor(HttpContext context) =>
        context.Request.Path == Path && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method));

    // The runtime's instruments are about heaps, threads and processor time. One of them tells apart the types of exceptions, which is a set that
    // nobody has written down: it counts them together.
    private static MeterProvider Collect() => Sdk.CreateMeterProviderBuilder()
        .SetResourceBuilder(ProgramResource.Describe())
        .SetExemplarFilter(ExemplarFilterType.AlwaysOff)
        .AddMeter(IrisMetrics.MeterName, "System.Runtime")
        .AddView("dotnet.exceptions", new MetricStreamConfiguration { TagKeys = [] })
        .AddPrometheusExporter(static prometheus => prometheus.ScopeInfoEnabled = false)
        .Build();

    private WebApplication Build(IPAddress address, int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.ForgetHeads();
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Listen(address, port, static endpoint => endpoint.ForgetClients());
        });
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = LongestStop);
        builder.Services.SharePrivacyOf(services);
        return builder.Build();
    }
}
