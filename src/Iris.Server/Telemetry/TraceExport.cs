using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;

namespace Iris.Server.Telemetry;

/// <summary>Sends the spans to a collector, if the operator has named one. What cannot be sent is dropped.</summary>
internal sealed class TraceExport(IOptions<TraceOptions> options) : IHostedService
{
    private TracerProvider? _traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.EndpointUrl is { } endpoint)
        {
            _traces = Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(ProgramResource.Describe())
                .AddSource(IrisTraces.SourceName)
                .AddOtlpExporter(otlp =>
                {
                    otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
                    otlp.Endpoint = endpoint;
                })
                .Build();
        }

        return Task.CompletedTask;
    }

    /// <summary>Sends what has not been sent yet, for which OpenTelemetry takes five seconds at most: also when requests have used up all the time.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        _traces is { } traces ? Task.Run(traces.Dispose, CancellationToken.None) : Task.CompletedTask;
}
