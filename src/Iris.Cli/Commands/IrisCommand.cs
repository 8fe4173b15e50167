using System.CommandLine;
using System.CommandLine.Parsing;

namespace Iris.Cli.Commands;

/// <summary>The command line as a whole.</summary>
internal static class IrisCommand
{
    private const string Details = """
        Examples:
          iris compare unknown.jpg staff/    who of the pictures of a folder is it?
          iris faces group.jpg               the faces of a picture
          iris serve                         the same for others, over HTTP
          iris evaluate --people staff/      how well are people told apart?
          iris verify                        proves that the server keeps nothing

        Exit codes: 0 yes, 1 no, 2 wrong usage, 3 wrong input, 4 a bug of iris,
        130 interrupted. iris COMMAND --help says more of each command.
        """;

    // A file's name may begin with @.
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null };

    public static Command Create()
    {
        // Not a RootCommand: that would take its name from the file.
        var iris = new Verb("iris", "Iris says which of some named people is in a picture, and keeps nothing.", Details)
        {
            CompareCommand.Create(),
            FacesCommand.Create(),
            EvaluateCommand.Create(),
            ServeCommand.Create(),
            VerifyCommand.Create(),
            KeyCommand.Create(),
            ModelsCommand.Create(),
            CompletionCommand.Create(),
        };
        Verb.AddHelp(iris);
        iris.Options.Add(new VersionOption { Description = "Shows the version." });
        iris.Subcommands.Add(CompletionCommand.CreateAnswering(iris));
        return iris;
    }

    /// <summary>Reads a command line.</summary>
    public static ParseResult Parse(string[] args) => Create().Parse(args, Parser);

    /// <summary>What a user typed to get to a command, such as <c>iris key new</c>.</summary>
    public static string PathOf(ParseResult result)
    {
        var names = new Stack<string>();
        for (SymbolResult? symbol = result.CommandResult; symbol is not null; symbol = symbol.Parent)
        {
            if (symbol is CommandResult command)
            {
                names.Push(command.Command.Name);
            }
        }

        return string.Join(' ', names);
    }
}
