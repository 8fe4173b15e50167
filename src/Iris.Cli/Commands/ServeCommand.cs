using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Iris.Cli.Verification;

namespace Iris.Cli.Commands;

/// <summary><c>iris serve</c>.</summary>
internal static partial class ServeCommand
{
    private const string Details = """
        Examples:
          iris serve
              on http://localhost:8080, for this machine alone
          iris serve --urls=http://0.0.0.0:8080
              for others as well: read docs/access.md first
          iris serve --Iris:Privacy:Require=All --Iris:Metrics:Port=9464
              settings

        Exit codes: 0 it was told to stop, 1 it cannot start, 2 wrong usage, 3 there
        is no server beside this program, 4 a bug of iris.
        """;

    private static readonly Argument<string[]> Settings = new("SETTING")
    {
        Description = "Settings of the server, such as --Iris:Metrics:Port=9464.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Command Create()
    {
        var command = new Verb(
            "serve",
            "Runs the server that comes with this program. It takes every setting of docs/configuration.md. The process becomes the server, so that signals and output are the server's own. On Linux the kernel keeps it from writing anything: see iris verify.",
            Details)
        {
            Settings,
        };

        // What this program does not know is for the server to judge.
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(static (options, _) => RunAsync(options.GetValue(Settings)!));
        return command;
    }

    private static async Task<int> RunAsync(string[] settings)
    {
        if (!File.Exists(IrisProcess.ServerBeside))
        {
            throw new CliException($"There is no server at {IrisProcess.ServerBeside}: install iris anew.");
        }

        string[] command = [DotNet.Path, "exec", IrisProcess.ServerBeside, .. settings];
        if (!OperatingSystem.IsWindows())
        {
            _ = Execute(command[0], [.. command, null]);
            throw new CliException($"{command[0]} cannot be executed: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        // A process cannot become another there. Who interrupts this one interrupts the server, which takes its time to end.
        using Process server = Process.Start(command[0], command[1..]);
        await server.WaitForExitAsync();
        return server.ExitCode;
    }

    // With the environment as it is; returns only when it fails.
    [LibraryImport("libc", EntryPoint = "execvp", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string file, string?[] arguments);
}
