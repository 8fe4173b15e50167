using System.CommandLine;
using Iris.Models;

namespace Iris.Cli.Commands;

/// <summary><c>--models</c>: which model pack works.</summary>
internal static class PackOption
{
    public static Option<string?> Create() => new("--models")
    {
        Description = "The folder of the model pack. Default: the one that comes with Iris.",
        HelpName = "FOLDER",
    };

    /// <summary>Opens it.</summary>
    /// <exception cref="ModelPackException">It cannot be used.</exception>
    public static ModelPack Open(ParseResult options, Option<string?> models) => ModelPack.Open(options.GetValue(models) ?? ModelPack.DefaultFolder);
}
