using System.Diagnostics;

namespace Iris.Testing;

/// <summary>What a program printed and ended with.</summary>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
public sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    // Nothing waits that long but a test that fails.
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(5);

    /// <summary>Runs a .NET program beside the tests to its end.</summary>
    /// <param name="dll">The program, such as <c>Iris.Cli.dll</c>.</param>
    /// <param name="args">Its command line.</param>
    public static Task<ProgramRun> OfAsync(string dll, params string[] args) => OfAsync(dll, args, input: null);

    /// <summary>Runs a .NET program beside the tests to its end.</summary>
    /// <param name="dll">The program.</param>
    /// <param name="args">Its command line.</param>
    /// <param name="input">Its standard input; null for none.</param>
    /// <param name="started">Is told its process's number.</param>
    public static async Task<ProgramRun> OfAsync(string dll, string[] args, byte[]? input, Action<int>? started = null)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, dll), .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        try
        {
            started?.Invoke(process.Id);
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(LongestRun);
            return new(process.ExitCode, await output, await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
