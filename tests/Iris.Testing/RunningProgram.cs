using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Iris.Testing;

/// <summary>A program that runs beside the tests, as a user runs it.</summary>
public sealed partial class RunningProgram : IAsyncDisposable
{
    private const int InterruptSignal = 2;

    // Nothing waits that long but a test that fails.
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly Task<string> _error;

    private RunningProgram(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>The process's number.</summary>
    public int Id => _process.Id;

    /// <summary>How a .NET program beside the tests is started.</summary>
    /// <param name="dll">The program, such as <c>Iris.Cli.dll</c>.</param>
    /// <param name="args">Its command line.</param>
    public static ProcessStartInfo Describe(string dll, params string[] args) => new("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, dll), .. args]);

    /// <summary>Starts a .NET program beside the tests.</summary>
    /// <param name="dll">The program, such as <c>Iris.Cli.dll</c>.</param>
    /// <param name="args">Its command line.</param>
    public static RunningProgram Start(string dll, params string[] args) => Start(Describe(dll, args));

    /// <summary>Starts a program.</summary>
    /// <param name="start">How.</param>
    public static RunningProgram Start(ProcessStartInfo start) => new(start);

    /// <summary>Writes to its standard input, which stays open.</summary>
    /// <param name="input">What. A pipe holds 64 KiB: more has been written when the program has begun to read.</param>
    public async Task WriteAsync(byte[] input)
    {
        await _process.StandardInput.BaseStream.WriteAsync(input).AsTask().WaitAsync(LongestRun);
        await _process.StandardInput.BaseStream.FlushAsync();
    }

    /// <summary>Waits for a line of its standard output.</summary>
    /// <returns>Null when there is no other.</returns>
    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync().WaitAsync(LongestRun);

    /// <summary>What Ctrl-C does. POSIX.</summary>
    public void Interrupt() => _ = Signal(_process.Id, InterruptSignal);

    /// <summary>Closes its standard input and waits until it ends.</summary>
    /// <returns>What it printed, without the lines that were read already.</returns>
    public Task<ProgramRun> EndAsync()
    {
        _process.StandardInput.Close();
        return EndedAsync();
    }

    /// <summary>Waits until it ends with its standard input open.</summary>
    /// <returns>What it printed, without the lines that were read already.</returns>
    public async Task<ProgramRun> EndedAsync()
    {
        string output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(LongestRun);
        await _process.WaitForExitAsync().WaitAsync(LongestRun);
        return new(_process.ExitCode, output, await _error);
    }

    /// <summary>Ends it.</summary>
    public ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
