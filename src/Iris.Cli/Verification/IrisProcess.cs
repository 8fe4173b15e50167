using System.Diagnostics;
using System.Text;
using Iris.Cli.Verification.Linux;

namespace Iris.Cli.Verification;

/// <summary>
/// The server as the program that an operator starts, without a limit on requests and allowed to fetch from this machine, unless a setting
/// says otherwise.
/// </summary>
internal sealed class IrisProcess : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _printed = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _output;
    private readonly Task _error;

    private IrisProcess(Process process)
    {
        _process = process;
        _output = CollectAsync(process.StandardOutput);
        _error = CollectAsync(process.StandardError);
    }

    /// <summary>A client of the server.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<Uri> Addresses { get; private set; } = [];

    /// <summary>What it has printed so far.</summary>
    public string Printed
    {
        get
        {
            lock (_printed)
            {
                return _printed.ToString();
            }
        }
    }

    /// <summary>The process's number.</summary>
    public int Id => _process.Id;

    // An ordinary user may not read the memory of the process otherwise, not even of a child.
    private static string[] Inspectable => SystemCalls.MayReadEveryProcess ? [] : ["Iris:Privacy:AllowInspection=true"];

    /// <summary>Starts the server that is beside this program on a free loopback port and waits until it listens.</summary>
    /// <param name="settings">Settings, such as <c>Iris:Fetch:Timeout=00:00:01</c>.</param>
    /// <exception cref="InvalidOperationException">It ended instead.</exception>
    public static Task<IrisProcess> StartAsync(params string[] settings) => StartAsync(
        new ProcessStartInfo("dotnet", ["exec", ServerBeside]), ["urls=http://127.0.0.1:0", .. Inspectable, .. settings], CancellationToken.None);

    /// <summary>Starts a server and waits until it listens.</summary>
    /// <param name="start">How it is started: program, arguments before the settings, environment, folder.</param>
    /// <param name="settings">Settings, with where it listens.</param>
    /// <param name="cancellationToken">Ends the server.</param>
    /// <exception cref="InvalidOperationException">It ended instead.</exception>
    public static async Task<IrisProcess> StartAsync(ProcessStartInfo start, string[] settings, CancellationToken cancellationToken)
    {
        start.ArgumentList.Add("--Iris:RateLimit:Enabled=false");
        start.ArgumentList.Add("--Iris:Fetch:AllowedNetworks=127.0.0.0/8");
        foreach (string setting in settings)
        {
            start.ArgumentList.Add($"--{setting}");
        }

        var iris = new IrisProcess(Start(start));
        try
        {
            await Task.WhenAny(iris._started.Task, iris.EndedAsync()).WaitAsync(LongestStart, cancellationToken);
            iris.FindAddresses();
            return iris;
        }
        catch
        {
            await iris.DisposeAsync();
            throw;
        }
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
    public static Process StartProcess(params string[] args) => Start(new ProcessStartInfo("dotnet", ["exec", ServerBeside, .. args]));

    /// <summary>The server that was built or installed with this program.</summary>
    public static string ServerBeside { get; } = Path.Combine(AppContext.BaseDirectory, "Iris.Server.dll");

    /// <summary>How it ended, once it has.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Waits until the server has ended by itself.</summary>
    public Task EndedAsync() => Task.WhenAll(_process.WaitForExitAsync(), _output, _error);

    /// <summary>Ends the server and returns everything that it printed.</summary>
    public async Task<string> EndAsync()
    {
        _process.Kill(entireProcessTree: true);
        await EndedAsync();
        return _printed.ToString();
    }

    /// <summary>Ends the server.</summary>
    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        await EndAsync();
        _process.Dispose();
    }

    private static Process Start(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return Process.Start(start) ?? throw new InvalidOperationException("The server could not be started.");
    }

    private async Task CollectAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_printed)
            {
                _printed.AppendLine(line);
            }

            if (line.Contains("Application started", StringComparison.Ordinal))
            {
                _started.TrySetResult();
            }
        }
    }

    private void FindAddresses()
    {
        const string Announcement = "Now listening on: ";
        lock (_printed)
        {
            string printed = _printed.ToString();
            if (!_started.Task.IsCompleted)
            {
                throw new InvalidOperationException(printed.Trim());
            }

            Addresses = [.. printed.Split('\n')
                .Where(line => line.Contains(Announcement, StringComparison.Ordinal))
                .Select(line => new Uri(line[(line.IndexOf(Announcement, StringComparison.Ordinal) + Announcement.Length)..].Trim()))];
        }

        Client = new HttpClient { BaseAddress = Addresses[0] };
    }
}
