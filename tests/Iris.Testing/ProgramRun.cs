namespace Iris.Testing;

/// <summary>What a program printed and ended with.</summary>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
public sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a .NET program beside the tests to its end.</summary>
    /// <param name="dll">The program, such as <c>Iris.Cli.dll</c>.</param>
    /// <param name="args">Its command line.</param>
    public static async Task<ProgramRun> OfAsync(string dll, params string[] args)
    {
        await using RunningProgram program = RunningProgram.Start(dll, args);
        return await program.EndAsync();
    }
}
