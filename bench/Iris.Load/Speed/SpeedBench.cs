using System.Globalization;

namespace Iris.Load.Speed;

/// <summary>What the cases share: servers that are started when the first case needs them, the networks alone, and what was found.</summary>
/// <param name="program">The server.</param>
/// <param name="isQuick">Whether the cases are only to be seen to work: their figures say nothing.</param>
internal sealed class SpeedBench(string program, bool isQuick) : IAsyncDisposable
{
    private readonly Dictionary<int, ServerUnderLoad> _servers = [];
    private readonly List<string> _verdicts = [];

    /// <summary>The server's program.</summary>
    public string Program { get; } = program;

    /// <summary>The servers that cases share and that run.</summary>
    public IEnumerable<ServerUnderLoad> Servers => _servers.Values;

    /// <summary>The networks alone.</summary>
    public PureInference Pure { get; } = new();

    /// <summary>How often what is compared is measured in turn. Medians of as many are reported.</summary>
    public int Rounds { get; } = isQuick ? 1 : 5;

    /// <summary>How long a round lasts.</summary>
    public TimeSpan Round { get; } = isQuick ? TimeSpan.FromSeconds(0.5) : TimeSpan.FromSeconds(3);

    /// <summary>How many candidates there are where there are many.</summary>
    public int Many { get; } = isQuick ? 50 : 1000;

    /// <summary>How long a server needs to come to rest, its scrub included.</summary>
    public TimeSpan Rest { get; } = TimeSpan.FromSeconds(isQuick ? 2.5 : 5);

    /// <summary>A server that is ready to be measured.</summary>
    /// <param name="cores">How many cores it has.</param>
    public async Task<ServerUnderLoad> ServerAsync(int cores)
    {
        if (!_servers.TryGetValue(cores, out ServerUnderLoad? server))
        {
            server = await ServerUnderLoad.StartAsync(Program, cores);
            _servers.Add(cores, server);
            await server.SaturateAsync(LoadPictures.SmallBody(1), 4 * cores, Round);
        }

        return server;
    }

    /// <summary>Prints a table.</summary>
    /// <param name="title">What it is about.</param>
    /// <param name="columns">Its columns' names.</param>
    /// <param name="rows">Its rows, each with as many cells.</param>
    public static void Print(string title, string[] columns, IEnumerable<string[]> rows)
    {
        Console.WriteLine($"\n### {title}\n\n| {string.Join(" | ", columns)} |\n|{string.Concat(columns.Select(static _ => "---|"))}");
        foreach (string[] row in rows)
        {
            Console.WriteLine($"| {string.Join(" | ", row)} |");
        }
    }

    /// <summary>A number in a table.</summary>
    public static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>A row of the median of some rounds, and the least and the most of them.</summary>
    public static string[] Row(string name, IEnumerable<double> rounds, string format)
    {
        var values = new Percentiles(rounds);
        return [name, .. ((double[])[values.Median, values.Least, values.Most]).Select(value => Text(value, format))];
    }

    /// <summary>Says whether a goal was reached, and again at the end.</summary>
    public void Judge(string what, string goal, FormattableString figure, bool isReached)
    {
        string verdict = $"| {what} | {goal} | {figure.ToString(CultureInfo.InvariantCulture)} | {(isReached ? "reached" : "MISSED")} |";
        _verdicts.Add(verdict);
        Console.WriteLine($"\nGoal: {verdict.Trim('|', ' ')}");
    }

    /// <summary>Prints all verdicts, if there are any.</summary>
    public void Conclude()
    {
        if (_verdicts.Count > 0)
        {
            Console.WriteLine($"\n### Goals\n\n| case | goal | figure | |\n|---|---|---|---|\n{string.Join('\n', _verdicts)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ServerUnderLoad server in _servers.Values)
        {
            await server.DisposeAsync();
        }

        Pure.Dispose();
    }
}
