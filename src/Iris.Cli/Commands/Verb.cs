using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Iris.Cli.Commands;

/// <summary>A command with examples and exit codes, which its help shows last.</summary>
/// <param name="name">What is typed.</param>
/// <param name="description">What it does, in a sentence or two: also shown in the list of commands.</param>
/// <param name="details">The rest of its help.</param>
internal sealed class Verb(string name, string description, string details) : Command(name, description)
{
    /// <summary>Adds the help of a command and of all below it.</summary>
    public static void AddHelp(Command command) => command.Options.Add(new HelpOption { Recursive = true, Action = new Help() });

    private sealed class Help : SynchronousCommandLineAction
    {
        private readonly HelpAction _usage = new();

        public override int Invoke(ParseResult parseResult)
        {
            int exitCode = _usage.Invoke(parseResult);
            if (parseResult.CommandResult.Command is Verb verb)
            {
                parseResult.InvocationConfiguration.Output.WriteLine(verb.Details);
            }

            return exitCode;
        }
    }

    private string Details => details;
}
