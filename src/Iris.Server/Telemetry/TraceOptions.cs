using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Iris.Server.Telemetry;

/// <summary>Where traces are sent. Configuration section <c>Iris:Traces</c>.</summary>
internal sealed class TraceOptions : IValidatableObject
{
    public const string Section = "Iris:Traces";

    /// <summary>
    /// The URL that a collector takes traces at by OTLP over HTTP, such as <c>http://localhost:4318/v1/traces</c>. Default: none are made.
    /// </summary>
    public string? Endpoint { get; set; }

    /// <summary>The URL, or null.</summary>
    public Uri? EndpointUrl => string.IsNullOrWhiteSpace(Endpoint) ? null : new Uri(Endpoint);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        // A user and a password would be in the process's command line or environment for others to see, and not be used.
        if (!string.IsNullOrWhiteSpace(Endpoint)
            && !(Uri.TryCreate(Endpoint, UriKind.Absolute, out Uri? url) && url is { Scheme: "http" or "https", UserInfo: "" }))
        {
            yield return new("It must be like http://localhost:4318/v1/traces, without a user.", [nameof(Endpoint)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class TraceOptionsValidator : IValidateOptions<TraceOptions>;
