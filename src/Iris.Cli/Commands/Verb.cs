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

    /// <summary>
    /// Says what the command does. It is waited for from its first moment on when it is interrupted: what an action does before it first waits would
    /// be left behind, with its files by halves.
    /// </summary>
    public void SetWork(Func<ParseResult, CancellationToken, Task<int>> work) =>
        SetAction((options, cancellationToken) => Task.Run(() => work(options, cancellationToken), CancellationToken.None));

    /// <summary>Adds the help of a command and of all below it.</summary>
    public static void AddHelp(Command command) =>
        command.Options.Add(new System.CommandLine.Help.HelpOption("--help", "-h") { Description = "Shows this.", Recursive = true, Action = new HelpPage() });
}
