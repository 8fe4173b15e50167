using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Iris.Cli.Verification;
using Iris.Cli.Verification.Linux;

namespace Iris.Load.Soak;

/// <summary>
/// Good, bad, huge, slow and disconnecting clients side by side, on the server as an operator starts it. Whatever they send, the good ones
/// are answered right, nothing fails, and memory stays as it is.
/// </summary>
internal static partial class SoakRun
{
    private const double MaxDriftPercent = 5;

    /// <summary>Runs it and prints a report.</summary>
    /// <param name="duration">How long the clients send.</param>
    /// <returns>The exit code: 1 where anything went wrong.</returns>
    public static async Task<int> RunAsync(TimeSpan duration)
    {
        await using IrisProcess iris = await IrisProcess.StartAsync("Iris:Fetch:Timeout=00:00:03");
        await using PictureServer pictures = await HostilePictures.StartAsync(Repository.Face("johns/John_Salley/000183_02159543.jpg"));
        var clients = new LoopbackClients(iris.Addresses[0]);
        var tally = new SoakTally();
        var sender = new SoakSender(iris.Addresses[0], clients, tally);
        IReadOnlyList<SoakClient> all = await SoakClients.CreateAsync(sender, new RawClients(clients), pictures, CancellationToken.None);

        var memory = new ResidentMemory(iris.Id);
        string before = Resources(iris.Id);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{all.Count} clients for {duration.TotalMinutes} min; {before}"));
        using (var end = new CancellationTokenSource(duration))
        {
            Task watch = memory.WatchAsync(end.Token);
            Task report = ReportAsync(iris.Id, tally, memory, end.Token);
            Task work = Task.WhenAll([.. all.Select(client => RepeatAsync(client, tally, end.Token)), watch, report]);

            // A server that ends by itself ends the soak.
            await Task.WhenAny(work, iris.EndedAsync());
            await end.CancelAsync();
            await work;
        }

        var violations = new List<string>();
        if (tally.Wrong > 0)
        {
            violations.Add($"{tally.Wrong} requests did not end as they should");
        }

        if (!await IsHealthyAsync(iris))
        {
            violations.Add("the server does not answer GET /health any more");
        }

        string after = Resources(iris.Id);
        string printed = await iris.EndAsync();
        int errors = printed.Split('\n').Count(static line => ErrorLine().IsMatch(line));
        if (errors > 0)
        {
            violations.Add($"{errors} errors in the log");
        }

        (double early, double late) = memory.Drift();
        double drift = 100 * (late - early) / early;
        if (!(drift <= MaxDriftPercent))
        {
            violations.Add(string.Create(CultureInfo.InvariantCulture, $"resident memory grew by {drift:0.0} %"));
        }

        long? ceiling = CeilingLine().Match(printed) is { Success: true } match ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : null;
        if (memory.Peak > ceiling)
        {
            violations.Add($"resident memory went above the ceiling of {ceiling} MiB that the server printed");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            | request | outcome | is | number |
            |---|---|---|---|
            {string.Join('\n', tally.Rows())}

            | figure | value |
            |---|---|
            | requests | {tally.Total} |
            | ended otherwise than they should | {tally.Wrong} |
            | sent again after 503 or 429 | {tally.Busy} |
            | errors in the log | {errors} |
            | resident memory, median after warm-up and at the end | {early:0} MiB, {late:0} MiB: {drift:+0.0;-0.0} % |
            | resident memory, peak | {memory.Peak} MiB, ceiling {ceiling?.ToString(CultureInfo.InvariantCulture) ?? "not printed"} |
            | at the start | {before} |
            | at the end | {after} |

            {(violations.Count == 0 ? "Nothing went wrong." : $"WRONG: {string.Join("; ", violations)}.")}
            """));
        foreach (string line in printed.Split('\n').Where(static line => ErrorLine().IsMatch(line)).Distinct().Take(20))
        {
            Console.WriteLine(line);
        }

        return violations.Count == 0 ? 0 : 1;
    }

    private static async Task RepeatAsync(SoakClient client, SoakTally tally, CancellationToken end)
    {
        for (int i = 0; !end.IsCancellationRequested; i++)
        {
            try
            {
                tally.Add(client.Name, await client.SendAsync(i, end));
                await Task.Delay(client.Pause, end);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Whatever it is, a report says so.
                tally.Add(client.Name, new(exception.GetType().Name, end.IsCancellationRequested));
                await Task.Delay(client.Pause, CancellationToken.None);
            }
        }
    }

    private static async Task ReportAsync(int processId, SoakTally tally, ResidentMemory memory, CancellationToken end)
    {
        long start = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1));
        try
        {
            while (await timer.WaitForNextTickAsync(end))
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Stopwatch.GetElapsedTime(start).TotalMinutes,4:0} min: {tally.Total} requests, {tally.Wrong} wrong, {tally.Busy} sent again; {Resources(processId)}, at most {memory.Peak} MiB so far"));
            }
        }
        catch (OperationCanceledException)
        {
            // The report at the end follows.
        }
    }

    // The descriptors of another user's process are not to be seen.
    private static string Resources(int processId)
    {
        int? descriptors = null;
        try
        {
            descriptors = Directory.GetFileSystemEntries($"/proc/{processId}/fd").Length;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }

        return $"{ProcFile.ResidentBytes(processId) / (1024 * 1024)} MiB resident, {ProcFile.Status(processId, "Threads")} threads, {descriptors} descriptors";
    }

    private static async Task<bool> IsHealthyAsync(IrisProcess iris)
    {
        try
        {
            return await iris.Client.GetStringAsync(new Uri("/health", UriKind.Relative)) == "OK";
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // The console's words for the levels Error and Critical, and what the runtime prints when a process falls over.
    [GeneratedRegex("^(fail|crit):|Unhandled exception")]
    private static partial Regex ErrorLine();

    // What the server says at its start of the memory that it will use at most.
    [GeneratedRegex(@"resident memory.*?(\d+) MiB", RegexOptions.IgnoreCase)]
    private static partial Regex CeilingLine();
}
