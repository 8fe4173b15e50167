using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Iris.Server.Privacy;

/// <summary>What the operator asks of the enforcement of privacy. Configuration section <c>Iris:Privacy</c>.</summary>
internal sealed class PrivacyOptions
{
    public const string Section = "Iris:Privacy";

    /// <summary>
    /// <c>All</c> keeps the server from starting, with the reason, when an invariant of <c>GET /v1/privacy</c> is not enforced. With <c>None</c>
    /// what is missing is logged.
    /// </summary>
    [EnumDataType(typeof(PrivacyRequirement))]
    public PrivacyRequirement Require { get; set; }

    /// <summary>
    /// Whether a debugger of the same user may read the process's memory, as <c>iris verify</c> does where it is not run as root. For a
    /// verification, never for service: P4 is not enforced then. Default false.
    /// </summary>
    public bool AllowInspection { get; set; }
}

/// <summary>What has to be enforced for the server to start.</summary>
internal enum PrivacyRequirement
{
    /// <summary>Nothing: it starts wherever it can.</summary>
    None,

    /// <summary>Every invariant in full.</summary>
    All,
}

[OptionsValidator]
internal sealed partial class PrivacyOptionsValidator : IValidateOptions<PrivacyOptions>;
