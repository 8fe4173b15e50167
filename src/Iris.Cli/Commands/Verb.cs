using System.CommandLine;

namespace Iris.Cli.Commands;

/// <summary>A command with examples and exit codes, which its help shows last.</summary>
/// <param name="name">What is typed.</param>
/// <param name="description">What it does. The list of commands has its first sentence.</param>
/// <param name="details">The rest of its help, in lines that fit a terminal of 80 columns.</param>
internal sealed class Verb(string name, string description, string details) : Command(name, description)
{
    /// <summary>The rest of its help.</summary>
    public string Details => details;

    /// <summary>Adds the help of a command and of all below it.</summary>
    public static void AddHelp(Command command) =>
        command.Options.Add(new System.CommandLine.Help.HelpOption("--help", "-h") { Description = "Shows this.", Recursive = true, Action = new HelpPage() });
}
