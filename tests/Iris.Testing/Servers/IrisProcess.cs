using System.Diagnostics;

namespace Iris.Testing.Servers;

/// <summary>The server as the program that an operator starts.</summary>
public static class IrisProcess
{
    /// <summary>Runs the server until it ends by itself.</summary>
    /// <param name="args">The command line.</param>
    /// <exception cref="TimeoutException">It is still running after half a minute; it has been ended.</exception>
    public static async Task<(int ExitCode, string Output, string Error)> RunToEndAsync(params string[] args)
    {
        using Process process = Start(args);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Starts the server with its output redirected. The caller ends it.</summary>
    /// <param name="args">The command line.</param>
    public static Process Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Iris.Server.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start) ?? throw new InvalidOperationException("The server could not be started.");
    }
}
