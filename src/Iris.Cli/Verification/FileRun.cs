using System.Diagnostics;
using System.Globalization;
using Iris.Cli.Verification.Linux;

namespace Iris.Cli.Verification;

/// <summary>A run of the server under <c>strace</c>, which slows it down: hence a run of its own.</summary>
internal static class FileRun
{
    private const int Requests = 48;
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(20);

    /// <summary>Drives a server and returns the trace; null where there is no <c>strace</c>, or it may not trace.</summary>
    public static async Task<SystemCallTrace?> RunAsync(ServerProgram program, TimeProvider time, CancellationToken cancellationToken)
    {
        if (FindStrace() is not { } strace)
        {
            return null;
        }

        string file = Path.Combine(program.Folder, "trace");
        ProcessStartInfo start = program.Describe(
            strace, "-f", "-ttt", "-qq", "-e", $"trace={SystemCallTrace.Traced}", "-e", "signal=none", "-o", file);
        IrisProcess iris;
        try
        {
            iris = await program.StartAsync(start, inspectable: false, cancellationToken);
        }
        catch (InvalidOperationException)
        {
            return null;
        }

        await using (iris)
        {
            DateTimeOffset since = time.GetUtcNow();
            await using CanaryPictures pictures = await CanaryPictures.StartAsync();
            var load = new MixedLoad(iris.Addresses[0], new LoopbackClients(iris.Addresses[0]), pictures);
            await load.RunAsync(Requests, cancellationToken);

            // The server tries to write, to prove that it cannot.
            await PrivacyClaims.AskAsync(iris.Client, cancellationToken);
            await Task.Delay(CanarySearch.UntilScrubbed, cancellationToken);
            SystemCallTrace trace = SystemCallTrace.Read(ReadShared(file), since);

            // strace ends, and leaves nothing behind, when what it traces has ended.
            SystemCalls.Signal(TracedBy(iris.Id), SystemCalls.Terminate);
            await Task.WhenAny(iris.EndedAsync(), Task.Delay(LongestEnd, cancellationToken));
            return trace;
        }
    }

    // strace goes on writing to it.
    private static List<string> ReadShared(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    private static int TracedBy(int strace) => int.Parse(
        File.ReadAllText($"/proc/{strace}/task/{strace}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);

    private static string? FindStrace() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(static folder => Path.Combine(folder, "strace"))
        .FirstOrDefault(File.Exists);
}
