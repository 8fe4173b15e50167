using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Iris.Server.Access;

/// <summary>Who may ask, and what browsers are told. Configuration section <c>Iris:Access</c>.</summary>
internal sealed class AccessOptions
{
    public const string Section = "Iris:Access";

    /// <summary>
    /// A JSON file with the hashes of API keys, as <c>iris key new</c> prints them. It is read again when it has changed. Default none.
    /// </summary>
    public string? KeyFile { get; set; }

    /// <summary>
    /// For how long browsers that came over HTTPS are to come in no other way: <c>Strict-Transport-Security</c>. 0 has them forget it.
    /// Default 365 days.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "730.00:00:00")]
    public TimeSpan HstsMaxAge { get; set; } = TimeSpan.FromDays(365);
}

[OptionsValidator]
internal sealed partial class AccessOptionsValidator : IValidateOptions<AccessOptions>;
