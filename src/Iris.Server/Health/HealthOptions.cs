using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Iris.Server.Health;

/// <summary>How the server finds out that it is ready. Configuration section <c>Iris:Health</c>.</summary>
internal sealed class HealthOptions
{
    public const string Section = "Iris:Health";

    /// <summary>For how long a result is told to others who ask, before the engine is tried again. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan CacheTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the engine may take for its picture. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);
}

[OptionsValidator]
internal sealed partial class HealthOptionsValidator : IValidateOptions<HealthOptions>;
