using System.CommandLine;
using Iris.Cli.Serving;

namespace Iris.Cli.Commands;

/// <summary><c>iris serve</c>.</summary>
internal static class ServeCommand
{
    private const string Details = """
        Examples:
          iris serve                                                     on http://localhost:8080, for this machine alone
          iris serve --urls=http://0.0.0.0:8080                          for others as well: read docs/access.md first
          iris serve --Iris:Privacy:Require=All --Iris:Metrics:Port=9464 settings

        Exit codes: 0 it was told to stop, 1 it cannot start, 3 there is no server beside this program, 4 a bug of iris.
        """;

    private static readonly Argument<string[]> Settings = new("SETTING")
    {
        Description = "Settings of the server, such as --Iris:Metrics:Port=9464.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Command Create()
    {
        // What this program does not know is for the server to judge.
        var command = new Verb("serve", "Runs the server that comes with this program: it becomes the server, so that signals, its process and its output are the server's own. It takes every setting of docs/configuration.md. On Linux the kernel keeps it from writing anything: see iris verify.", Details) { Settings };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(static (options, cancellationToken) =>
            ServerProgram.RunAsync([.. options.GetValue(Settings)!, .. options.UnmatchedTokens], cancellationToken));
        return command;
    }
}
