using System.CommandLine;
using Iris.Models;

namespace Iris.Cli.Commands;

/// <summary><c>--models</c>: which model pack works.</summary>
internal static class PackOption
{
    public static Option<string?> Create()
    {
        var models = new Option<string?>("--models")
        {
            Description = "The folder of the model pack. Default: the one that comes with Iris.",
            HelpName = "FOLDER",
        };
        models.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<string?>() is "")
            {
                result.AddError("--models takes a folder.");
            }
        });
        return models;
    }

    /// <summary>Opens it.</summary>
    /// <exception cref="ModelPackException">It cannot be used.</exception>
    public static ModelPack Open(ParseResult options, Option<string?> models) => ModelPack.Open(options.GetValue(models) ?? ModelPack.DefaultFolder);
}
