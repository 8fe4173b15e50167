using System.Diagnostics;
using System.Runtime.InteropServices;
using Iris.Cli.Verification;

namespace Iris.Cli.Serving;

/// <summary>Runs the server.</summary>
internal static partial class ServerProgram
{
    /// <summary>
    /// Becomes the server: this process executes it in its own place. Where systems cannot do that, runs it as a child and waits.
    /// </summary>
    /// <param name="settings">Its command line.</param>
    /// <param name="cancellationToken">Interrupted: the server has been told by the terminal as well.</param>
    /// <returns>What it ended with.</returns>
    /// <exception cref="CliException">It cannot be executed.</exception>
    public static async Task<int> RunAsync(string[] settings, CancellationToken cancellationToken)
    {
        if (!File.Exists(IrisProcess.ServerBeside))
        {
            throw new CliException($"There is no server at {IrisProcess.ServerBeside}: install iris anew.");
        }

        string[] command = [DotNet(), "exec", IrisProcess.ServerBeside, .. settings];
        if (!OperatingSystem.IsWindows())
        {
            _ = Execute(command[0], [.. command, null]);
            throw new CliException($"{command[0]} cannot be executed: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        using Process server = Process.Start(command[0], command[1..]);
        await server.WaitForExitAsync(cancellationToken);
        return server.ExitCode;
    }

    // The runtime that runs this program runs the server, whatever PATH says: …/dotnet/shared/Microsoft.NETCore.App/10.0.0/ is in it.
    private static string DotNet()
    {
        string name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        string beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(beside) ? beside : name;
    }

    // With the environment as it is; returns only when it fails.
    [LibraryImport("libc", EntryPoint = "execvp", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string file, string?[] arguments);
}
