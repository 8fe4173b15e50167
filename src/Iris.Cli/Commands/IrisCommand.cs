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

    /// <summary>What is wrong with a command line, in a sentence; null when nothing is.</summary>
    public static string? WrongIn(ParseResult result)
    {
        if (result.Errors is [.., var error])
        {
            // Some messages are lists, with tabs.
            return string.Join(' ', error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.') + '.';
        }

        if (result.Action is HelpPage || !result.CommandResult.Command.TreatUnmatchedTokensAsErrors)
        {
            return null;
        }

        // Of a shell's variable that is not set: it would stand for the folder that the program happens to run in.
        if (EmptyIn(result.CommandResult) is { } empty)
        {
            return $"{empty} has an empty value: is a variable not set?";
        }

        // The parser takes an option that it does not know for a file's name.
        Token? option = result.Tokens.TakeWhile(static token => token.Type != TokenType.DoubleDash)
            .FirstOrDefault(token => token.Value is ['-', _, ..] && result.CommandResult.Tokens.Contains(token));
        return option is null ? null : $"There is no option {option.Value}. Where it is a file's name, put -- before it.";
    }

    private static string? EmptyIn(CommandResult command) => command.Children.Where(static part => part.Tokens.Any(static token => token.Value is ""))
        .Select(static part => part is OptionResult option ? option.Option.Name : ((ArgumentResult)part).Argument.Name).FirstOrDefault();

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
