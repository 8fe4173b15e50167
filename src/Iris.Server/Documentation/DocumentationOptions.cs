using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Iris.Server.Documentation;

/// <summary>Whether the server describes its interface. Configuration section <c>Iris:Documentation</c>.</summary>
internal sealed class DocumentationOptions
{
    public const string Section = "Iris:Documentation";

    /// <summary>
    /// Whether there are <c>/openapi/v1.json</c> and <c>/docs</c>, the interface for programs and for people. They ask for no credentials and
    /// tell nothing of this server but that it is Iris. Default true.
    /// </summary>
    [Required] // Without any rule the generator of validators makes none.
    public bool Enabled { get; set; } = true;
}

[OptionsValidator]
internal sealed partial class DocumentationOptionsValidator : IValidateOptions<DocumentationOptions>;
