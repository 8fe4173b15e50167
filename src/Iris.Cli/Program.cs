using System.CommandLine;
using System.CommandLine.Help;
using Iris.Cli;
using Iris.Cli.Commands;

// Not a RootCommand: that would take its name from the file.
var iris = new Command("iris", "The command line of Iris, which says who is in a picture and keeps nothing.")
{
    KeyCommand.Create(),
    VerifyCommand.Create(),
};
iris.Options.Add(new HelpOption { Recursive = true });
iris.Options.Add(new VersionOption());

ParseResult result = iris.Parse(args);
if (result.Errors is [.., var error])
{
    await Console.Error.WriteLineAsync($"{error.Message} See iris {(args is ["verify" or "key", ..] ? $"{args[0]} " : "")}--help.");
    return ExitCode.Usage;
}

// Interrupted, it still has servers to end and a folder to remove.
return await result.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
