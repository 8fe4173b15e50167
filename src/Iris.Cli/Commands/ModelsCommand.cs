using System.CommandLine;
using Iris.Cli.Output;
using Iris.Cli.Packs;
using Iris.Models;

namespace Iris.Cli.Commands;

/// <summary><c>iris models</c>.</summary>
internal static class ModelsCommand
{
    private const string Details = """
        Examples:
          iris models list
              which pack works, and which can be added
          iris models check ./opencv-zoo
              whether a pack can be used
          iris models add opencv-zoo --from ~/Downloads
              makes a pack of downloaded files

        Exit codes: 0 done, 2 wrong usage, 3 a pack or a file cannot be used, 4 a bug
        of iris.
        """;

    private const string ListDetails = """
        Examples:
          iris models list
              the pack that comes with Iris, and those that can be added
          iris models list --models ./opencv-zoo
              another pack

        Exit codes: 0 done, 2 wrong usage, 3 the pack cannot be used, 4 a bug of iris.
        """;

    private const string CheckDetails = """
        Examples:
          iris models check
              the pack that comes with Iris
          iris models check ./opencv-zoo
              another pack

        Exit codes: 0 the pack can be used, 2 wrong usage, 3 it cannot, 4 a bug of
        iris.
        """;

    private const string AddDetails = """
        Examples:
          iris models add opencv-zoo --from ~/Downloads
              makes ./opencv-zoo
          iris models add opencv-zoo --from opencv_zoo --to /srv/iris/pack
              of a clone of the collection, somewhere else

        Exit codes: 0 the pack is there, 2 wrong usage, 3 a file is missing or another
        one, or the folder cannot be made, 4 a bug of iris.
        """;

    private static readonly Option<string?> Models = PackOption.Create();

    private static readonly Argument<string?> Folder = new("FOLDER")
    {
        Description = "The folder of the model pack. Default: the one that comes with Iris.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Argument<string> Recipe = new("NAME") { Description = $"Which pack: {Known}." };
    private static readonly Option<string> From = new("--from") { Description = "The folder with the downloaded files.", HelpName = "FOLDER", Required = true };
    private static readonly Option<string?> To = new("--to") { Description = "The folder that is made. Default: ./NAME.", HelpName = "FOLDER" };

    private static string Known => string.Join(", ", PackRecipe.All.Select(static recipe => recipe.Name));

    public static Command Create() => new Verb("models", "Shows, checks and adds model packs.", Details) { CreateList(), CreateCheck(), CreateAdd() };

    private static Verb CreateList()
    {
        var list = new Verb("list", "Says which model pack works, and which others can be added.", ListDetails) { Models };
        list.SetWork(ListAsync);
        return list;
    }

    private static Verb CreateCheck()
    {
        var check = new Verb("check", "Tries out a model pack: its manifest, its files, its networks, and a drawing of a face.", CheckDetails) { Folder };
        check.SetWork(CheckAsync);
        return check;
    }

    private static Verb CreateAdd()
    {
        var add = new Verb(
            "add",
            "Makes a model pack of files that you downloaded. They are copied if they are the published ones; nothing is fetched.",
            AddDetails)
        {
            Recipe,
            From,
            To,
        };
        add.SetWork(AddAsync);
        add.Validators.Add(static result =>
        {
            if (result.GetValue(Recipe) is { } name && Find(name) is null)
            {
                result.AddError($"There is no pack '{name}' that could be added: known is {Known}.");
            }
        });
        return add;
    }

    private static PackRecipe? Find(string name) => PackRecipe.All.FirstOrDefault(recipe => recipe.Name == name);

    private static async Task<int> ListAsync(ParseResult options, CancellationToken cancellationToken)
    {
        ModelPack pack = PackOption.Open(options, Models);
        string folder = Path.GetFullPath(options.GetValue(Models) ?? ModelPack.DefaultFolder);
        await Console.Out.WriteLineAsync(
            $"""
            In use: {PackDescription.NameOf(pack.Manifest)}
              Folder      {folder}
              Detector    {PackDescription.DetectorOf(pack.Manifest)}
              Embedder    {PackDescription.EmbedderOf(pack.Manifest)}
              Accuracy    {PackDescription.AccuracyOf(pack)}
              Note        {Terminal.Harmless(pack.Manifest.CalibrationNote)}
            """);
        foreach (PackRecipe recipe in PackRecipe.All)
        {
            await Console.Out.WriteLineAsync($"\nCan be added: {recipe.Name}\n  {recipe.Description}. It needs:");
            IReadOnlyList<ModelDescription> models = recipe.Manifest.Models;
            (int file, int origin) = (models.Max(static model => model.File.Length), models.Max(static model => model.Origin.Length));
            foreach (ModelDescription model in models)
            {
                await Console.Out.WriteLineAsync($"  {model.File.PadRight(file)}  {model.Origin.PadRight(origin)}  {model.Licence}");
            }

            await Console.Out.WriteLineAsync($"  Download them, then: iris models add {recipe.Name} --from FOLDER");
        }

        return ExitCode.Success;
    }

    private static async Task<int> CheckAsync(ParseResult options, CancellationToken cancellationToken)
    {
        foreach ((string step, string finding) in PackCheck.Run(options.GetValue(Folder) ?? ModelPack.DefaultFolder, cancellationToken))
        {
            await Console.Out.WriteLineAsync($"{step,-12}{Terminal.Harmless(finding)}");
        }

        await Console.Out.WriteLineAsync("The pack can be used.");
        return ExitCode.Success;
    }

    private static async Task<int> AddAsync(ParseResult options, CancellationToken cancellationToken)
    {
        PackRecipe recipe = Find(options.GetValue(Recipe)!)!;
        string folder = options.GetValue(To) ?? Path.Combine(".", recipe.Name);
        await new PackInstallation(recipe, options.GetValue(From)!).InstallAsync(folder, cancellationToken);
        await Console.Out.WriteLineAsync(
            $"""
            {PackDescription.NameOf(recipe.Manifest)} is in {folder}. {recipe.Manifest.CalibrationNote}

            Next:
              iris models check {folder}
              iris compare TARGET CANDIDATE --models {folder}
              iris serve --Iris:Models:Path={folder}
            """);
        return ExitCode.Success;
    }
}
