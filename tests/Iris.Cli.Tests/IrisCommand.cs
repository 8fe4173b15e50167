namespace Iris.Cli.Tests;

/// <summary>The command line as the program that a user runs.</summary>
internal static class IrisCommand
{
    private const string Program = "Iris.Cli.dll";

    /// <summary>Runs it to its end.</summary>
    /// <param name="args">The command line.</param>
    public static Task<ProgramRun> RunAsync(params string[] args) => ProgramRun.OfAsync(Program, args);

    /// <summary>Runs it with something on its standard input.</summary>
    public static Task<ProgramRun> RunWithInputAsync(byte[] input, params string[] args) => ProgramRun.OfAsync(Program, args, input);

    /// <summary>Runs it, and tells the number of its process, by which it can be interrupted.</summary>
    public static Task<ProgramRun> RunAsync(Action<int> started, params string[] args) => ProgramRun.OfAsync(Program, args, input: null, started);
}
