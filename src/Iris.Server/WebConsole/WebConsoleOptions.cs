using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Iris.Server.WebConsole;

/// <summary>Whether the server has a page for people. Configuration section <c>Iris:Console</c>.</summary>
internal sealed class WebConsoleOptions
{
    public const string Section = "Iris:Console";

    /// <summary>
    /// Whether there is a page at <c>/</c> on which pictures can be compared. The page itself asks for no credentials and tells nothing of this
    /// server; what it asks the server for does. Default true.
    /// </summary>
    [Required] // Without any rule the generator of validators makes none.
    public bool Enabled { get; set; } = true;
}

[OptionsValidator]
internal sealed partial class WebConsoleOptionsValidator : IValidateOptions<WebConsoleOptions>;
