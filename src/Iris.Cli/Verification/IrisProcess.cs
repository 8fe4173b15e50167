using System.Diagnostics;

namespace Iris.Cli.Verification;

/// <summary>The server as the program that an operator starts, without a limit on requests unless a setting turns it on.</summary>
internal sealed class IrisProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private IrisProcess(Process process, Uri address)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = address };
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>A client of the server.</summary>
    public HttpClient Client { get; }

    /// <summary>The process's number.</summary>
    public int Id => _process.Id;

    /// <summary>Starts the server on a free loopback port and waits until it listens.</summary>
    /// <param name="settings">Settings, such as <c>Iris:Fetch:Timeout=00:00:01</c>.</param>
    /// <exception cref="InvalidOperationException">It ended instead.</exception>
    public static async Task<IrisProcess> StartAsync(params string[] settings)
    {
        Process process = StartProcess(
            ["--urls=http://127.0.0.1:0", "--Iris:RateLimit:Enabled=false", .. settings.Select(setting => $"--{setting}")]);
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("Now listening on", StringComparison.Ordinal))
            {
                return new IrisProcess(process, new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..]));
            }
        }

        throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
    }

    /// <summary>Runs the server until it ends by itself.</summary>
    /// <param name="args">The command line.</param>
    /// <exception cref="TimeoutException">It is still running after half a minute; it has been ended.</exception>
    public static async Task<(int ExitCode, string Output, string Error)> RunToEndAsync(params string[] args)
    {
        using Process process = StartProcess(args);
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
    public static Process StartProcess(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Iris.Server.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start) ?? throw new InvalidOperationException("The server could not be started.");
    }

    /// <summary>Ends the server and returns everything that it printed since it began to listen.</summary>
    public async Task<string> EndAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        return await _output + await _error;
    }

    /// <summary>Ends the server.</summary>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await EndAsync();
        _process.Dispose();
    }
}
