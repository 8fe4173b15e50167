using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Iris.Server.Admission;

/// <summary>
/// How many requests a client may make: an address, or whoever has valid credentials. API keys may have limits of their own. Configuration
/// section <c>Iris:RateLimit</c>.
/// </summary>
internal sealed class RateLimitOptions
{
    public const string Section = "Iris:RateLimit";

    /// <summary>Whether there is a limit. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Requests a second in the long run. Default 5.</summary>
    [Range(1, 1_000_000)]
    public int PerSecond { get; set; } = 5;

    /// <summary>Requests at once after a pause. Default 10.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; set; } = 10;
}

[OptionsValidator]
internal sealed partial class RateLimitOptionsValidator : IValidateOptions<RateLimitOptions>;
