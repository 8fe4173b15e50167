using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;

namespace Iris.Cli.Commands;

/// <summary>
/// Prints the help of a command. The library's own page has the whole of every description in lists of commands, and no room for examples.
/// </summary>
internal sealed class HelpPage : SynchronousCommandLineAction
{
    // Of a terminal of 80 columns, the last of which some leave empty.
    private const int Width = 79;

    /// <summary>Who asks for help need not have written the rest of the line.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        Command command = parseResult.CommandResult.Command;
        var page = new StringBuilder();
        AppendWrapped(page, command.Description ?? "", indent: 0);
        page.AppendLine().AppendLine("Usage:").AppendLine($"  {UsageOf(command, IrisCommand.PathOf(parseResult))}");
        AppendList(page, "Arguments", command.Arguments.Select(static argument => (argument.Name, argument.Description ?? "")));
        AppendList(page, "Options", OptionsOf(parseResult).Select(static option => (LabelOf(option), option.Description ?? "")));
        AppendList(page, "Commands", command.Subcommands.Where(static below => !below.Hidden).Select(static below => (below.Name, FirstSentence(below.Description ?? ""))));
        if (command is Verb verb)
        {
            page.AppendLine().AppendLine(verb.Details);
        }

        parseResult.InvocationConfiguration.Output.Write(page);
        return ExitCode.Success;
    }

    private static string UsageOf(Command command, string path) => string.Join(' ',
    [
        path,
        .. command.Subcommands.Count > 0 ? (string[])["COMMAND"] : [],
        .. command.Arguments.Select(static argument => argument.Arity switch
        {
            { MinimumNumberOfValues: 0 } => $"[{argument.Name}…]",
            { MaximumNumberOfValues: > 1 } => $"{argument.Name}…",
            _ => argument.Name,
        }),
        "[OPTION…]",
    ]);

    // Those of the command, then those of the commands above it that it has as well.
    private static IEnumerable<Option> OptionsOf(ParseResult result)
    {
        IEnumerable<Option> inherited = result.RootCommandResult.Command.Options.Where(static option => option.Recursive);
        return result.CommandResult.Command.Options.Union(inherited).Where(static option => !option.Hidden);
    }

    private static string LabelOf(Option option)
    {
        string names = string.Join(", ", [.. option.Aliases.Order(StringComparer.Ordinal), option.Name]);
        return option.HelpName is null ? names : option.Arity.MinimumNumberOfValues == 0 ? $"{names} [{option.HelpName}]" : $"{names} {option.HelpName}";
    }

    private static string FirstSentence(string text) => text.IndexOf(". ", StringComparison.Ordinal) is > 0 and var end ? text[..(end + 1)] : text;

    private static void AppendList(StringBuilder page, string title, IEnumerable<(string Term, string Meaning)> entries)
    {
        (string Term, string Meaning)[] all = [.. entries];
        if (all is [])
        {
            return;
        }

        int column = all.Max(static entry => entry.Term.Length) + 4;
        page.AppendLine().AppendLine($"{title}:");
        foreach ((string term, string meaning) in all)
        {
            page.Append($"  {term}".PadRight(column));
            AppendWrapped(page, meaning, column);
        }
    }

    // The first line is where the page stands.
    private static void AppendWrapped(StringBuilder page, string text, int indent)
    {
        int used = indent;
        foreach (string word in text.Split(' '))
        {
            if (used > indent && used + 1 + word.Length > Width)
            {
                page.AppendLine().Append(' ', indent);
                used = indent;
            }

            page.Append(used > indent ? " " : "").Append(word);
            used += (used > indent ? 1 : 0) + word.Length;
        }

        page.AppendLine();
    }
}
