using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace Iris.Server.Telemetry;

/// <summary>
/// Where metrics can be had. Configuration section <c>Iris:Metrics</c>. They are served at <c>/metrics</c> of a port of their own to whoever can
/// connect to it, without credentials; docs/operations.md says what they mean.
/// </summary>
internal sealed class MetricsOptions : IValidatableObject
{
    public const string Section = "Iris:Metrics";

    /// <summary>The port, as a rule 9464; 0 for any that is free, which the log tells. Default: no metrics.</summary>
    [Range(0, 65_535)]
    public int? Port { get; set; }

    /// <summary>The address that is listened on. By default this machine alone can ask; <c>0.0.0.0</c> or <c>::</c> lets everybody.</summary>
    [Required]
    public string Address { get; set; } = IPAddress.Loopback.ToString();

    /// <summary>The address, read.</summary>
    public IPAddress IPAddress => SettingList.ParseAddress(Address)!;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (SettingList.ParseAddress(Address) is null)
        {
            yield return new($"‘{Address}’ is no address.", [nameof(Address)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class MetricsOptionsValidator : IValidateOptions<MetricsOptions>;
