using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Iris.Server.Shutdown;

/// <summary>How the server ends. Configuration section <c>Iris:Shutdown</c>.</summary>
internal sealed class ShutdownOptions
{
    public const string Section = "Iris:Shutdown";

    /// <summary>How long requests in flight have to come to their end when the server is told to stop. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}

[OptionsValidator]
internal sealed partial class ShutdownOptionsValidator : IValidateOptions<ShutdownOptions>;
