using System.Diagnostics;
using Iris.Cli.Verification.Linux;
using Iris.Client;

namespace Iris.Cli.Verification;

/// <summary>A run that ends in a crash: the server is killed under load by a signal that asks for a core dump.</summary>
/// <param name="CoreLimit">The soft and the hard limit on core dumps before.</param>
/// <param name="LimitWasRaised">Whether that limit was lifted from outside, so that only the server's own protection was left.</param>
/// <param name="AttachRefused">Whether this user may read its memory; null for a user who may read every process's.</param>
/// <param name="Channels">The files and sockets of .NET's diagnostics that it had, if any.</param>
/// <param name="Ending">How it ended, as the kernel says.</param>
/// <param name="DumpsFound">How many files appeared where core dumps go.</param>
/// <param name="Claims">What it said of itself.</param>
internal sealed record CrashRun(
    (string Soft, string Hard) CoreLimit,
    bool LimitWasRaised,
    bool? AttachRefused,
    IReadOnlyList<string> Channels,
    SystemCalls.Ending Ending,
    int DumpsFound,
    PrivacyReport? Claims)
{
    private const int Signals = 10;
    private static readonly TimeSpan BetweenSignals = TimeSpan.FromSeconds(1);

    /// <summary>Starts a server and kills it.</summary>
    public static async Task<CrashRun> RunAsync(ServerProgram program, CancellationToken cancellationToken)
    {
        // Children inherit the limit: the server has to lower it for itself.
        SystemCalls.AllowCoreDumps(0);
        string folder = Directory.CreateDirectory(Path.Combine(program.Folder, "crash")).FullName;
        string dotnetDumps = Directory.CreateDirectory(Path.Combine(program.Folder, "dotnet")).FullName;
        ProcessStartInfo start = program.Describe();
        start.WorkingDirectory = folder;
        start.Environment["DOTNET_DbgEnableMiniDump"] = "1";
        start.Environment["DOTNET_DbgMiniDumpName"] = Path.Combine(dotnetDumps, "dump");
        await using IrisProcess iris = await program.StartAsync(start, inspectable: false, cancellationToken);
        (string, string) limit = ProcFile.CoreLimit(iris.Id);
        bool? refused = SystemCalls.MayReadEveryProcess ? null : IsRefused(iris.Id);
        IReadOnlyList<string> channels = DiagnosticChannels(iris.Id);
        PrivacyReport? claims = await PrivacyClaims.AskAsync(iris.Client, cancellationToken);
        bool raised = SystemCalls.AllowCoreDumps(iris.Id);
        int before = CountDumps(iris.Id, folder, dotnetDumps);

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using CanaryPictures pictures = await CanaryPictures.StartAsync();
        Task load = new MixedLoad(iris.Addresses[0], new LoopbackClients(iris.Addresses[0]), pictures).RunAsync(int.MaxValue, end.Token);
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        SystemCalls.Ending ending = await KillAsync(iris, cancellationToken);
        await end.CancelAsync();
        await ((Task)load.ContinueWith(static _ => { }, TaskScheduler.Default));
        return new(limit, raised, refused, channels, ending, CountDumps(iris.Id, folder, dotnetDumps) - before, claims);
    }

    /// <summary>The files and sockets by which .NET lets a debugger or a profiler in.</summary>
    public static IReadOnlyList<string> DiagnosticChannels(int processId)
    {
        string folder = Environment.GetEnvironmentVariable("TMPDIR") ?? "/tmp";
        // With the time of its start: of a process that was killed and had the same number, the files are still there.
        string process = $"{processId}-{ProcFile.StartTime(processId)}-";
        string[] names = [$"dotnet-diagnostic-{process}", $"clr-debug-pipe-{process}"];
        IEnumerable<string> files = names.SelectMany(name => Directory.EnumerateFileSystemEntries(folder, name + "*"))
            .Select(static file => Path.GetFileName(file)!);
        IEnumerable<string> sockets = File.ReadLines("/proc/net/unix")
            .Where(line => names.Any(name => line.Contains(name, StringComparison.Ordinal)))
            .Select(static line => line[(line.LastIndexOf('/') + 1)..]);
        return [.. files.Concat(sockets).Distinct()];
    }

    // .NET answers the first signal with a dump of its own, if that is turned on, and goes on; the second ends the process.
    private static async Task<SystemCalls.Ending> KillAsync(IrisProcess iris, CancellationToken cancellationToken)
    {
        Task<SystemCalls.Ending> ending = Task.Run(() => SystemCalls.WaitForEnd(iris.Id), cancellationToken);
        for (int i = 0; i < Signals; i++)
        {
            SystemCalls.Signal(iris.Id, SystemCalls.SegmentationFault);
            if (await Task.WhenAny(ending, Task.Delay(BetweenSignals, cancellationToken)) == ending)
            {
                return await ending;
            }
        }

        throw new VerificationException("The server does not end when it is killed by SIGSEGV.");
    }

    private static bool IsRefused(int processId)
    {
        try
        {
            using var memory = File.OpenHandle($"/proc/{processId}/mem");
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
    }

    // In the working folder, in .NET's, and where the kernel's pattern points if that is a path.
    private static int CountDumps(int processId, string folder, string dotnetDumps)
    {
        int count = Directory.EnumerateFileSystemEntries(folder).Count() + Directory.EnumerateFileSystemEntries(dotnetDumps).Count();
        string pattern = File.ReadAllText("/proc/sys/kernel/core_pattern").Trim();
        string? elsewhere = pattern.StartsWith('/') ? Path.GetDirectoryName(pattern) : null;
        return Directory.Exists(elsewhere) ? count + Directory.EnumerateFiles(elsewhere, $"*{processId}*").Count() : count;
    }
}
