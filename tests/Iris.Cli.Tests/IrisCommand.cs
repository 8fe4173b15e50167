using System.Diagnostics;

namespace Iris.Cli.Tests;

/// <summary>The command line as the program that a user runs.</summary>
internal static class IrisCommand
{
    private const string Program = "Iris.Cli.dll";

    /// <summary>Runs it to its end.</summary>
    /// <param name="args">The command line.</param>
    public static Task<ProgramRun> RunAsync(params string[] args) => ProgramRun.OfAsync(Program, args);

    /// <summary>Runs it to its end in a folder, with something on its standard input.</summary>
    public static async Task<ProgramRun> RunInAsync(string folder, byte[] input, params string[] args)
    {
        ProcessStartInfo start = RunningProgram.Describe(Program, args);
        start.WorkingDirectory = folder;
        await using RunningProgram program = RunningProgram.Start(start);
        await program.WriteAsync(input);
        return await program.EndAsync();
    }

    /// <summary>Runs it to its end with an environment variable.</summary>
    public static async Task<ProgramRun> RunAsync((string Name, string Value) variable, params string[] args)
    {
        ProcessStartInfo start = RunningProgram.Describe(Program, args);
        start.Environment[variable.Name] = variable.Value;
        await using RunningProgram program = RunningProgram.Start(start);
        return await program.EndAsync();
    }

    /// <summary>Starts it.</summary>
    public static RunningProgram Start(params string[] args) => RunningProgram.Start(Program, args);
}
