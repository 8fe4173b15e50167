using System.ComponentModel.DataAnnotations;
using Iris.Models;
using Microsoft.Extensions.Options;

namespace Iris.Server.Comparison;

/// <summary>Which model pack compares. Configuration section <c>Iris:Models</c>.</summary>
internal sealed class ModelOptions
{
    public const string Section = "Iris:Models";

    private const int LongestPath = 4096;

    /// <summary>
    /// The folder of a model pack, with a <c>manifest.json</c>: docs/models.md. It is read once, at the start. Default: the one shipped beside the
    /// program.
    /// </summary>
    [MaxLength(LongestPath)]
    public string? Path { get; set; }

    /// <summary>Opens the pack.</summary>
    /// <exception cref="ModelPackException">It cannot be used.</exception>
    public ModelPack Open() => ModelPack.Open(string.IsNullOrWhiteSpace(Path) ? ModelPack.DefaultFolder : Path);
}

[OptionsValidator]
internal sealed partial class ModelOptionsValidator : IValidateOptions<ModelOptions>;
