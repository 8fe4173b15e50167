using System.Diagnostics;
using System.Text.Json;
using Iris.Cli.Verification;
using Iris.Cli.Verification.Linux;

namespace Iris.Load;

/// <summary>A server that was started to be measured, on a free loopback port.</summary>
internal sealed class ServerUnderLoad : IAsyncDisposable
{
    private readonly IrisProcess _iris;

    private readonly LoopbackClients _clients;

    private ServerUnderLoad(IrisProcess iris)
    {
        _iris = iris;
        _clients = new(iris.Addresses[0]);
    }

    /// <summary>Starts a program and waits until it listens.</summary>
    /// <param name="program">The program: a <c>.dll</c> for <c>dotnet</c>, or an executable.</param>
    /// <param name="cores">How many cores it may use; all when null.</param>
    /// <param name="settings">Settings, such as <c>Iris:Metrics:Port=0</c>.</param>
    public static async Task<ServerUnderLoad> StartAsync(string program, int? cores = null, params string[] settings)
    {
        string[] kept = cores is { } number ? ["taskset", "--cpu-list", ProcessorClock.Cores(number)] : [];
        string[] command = [.. kept, .. program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? (string[])["dotnet", "exec", program] : [program]];
        return new(await IrisProcess.StartAsync(
            new ProcessStartInfo(command[0], command[1..]), ["urls=http://127.0.0.1:0", .. settings], CancellationToken.None));
    }

    /// <summary>The process's number.</summary>
    public int Id => _iris.Id;

    /// <summary>A client.</summary>
    public HttpClient Client => _iris.Client;

    /// <summary>What it has printed so far.</summary>
    public string Printed => _iris.Printed;

    /// <summary>The processor time that it has taken.</summary>
    public TimeSpan ProcessorTime => ProcessorClock.Of(_iris.Id);

    /// <summary>The memory that is resident, in MB.</summary>
    public double ResidentMegabytes => ProcFile.ResidentBytes(_iris.Id) / 1e6;

    /// <summary>Sends a body and waits for the answer.</summary>
    /// <exception cref="HttpRequestException">It is not a good one.</exception>
    public async Task<string> CompareAsync(byte[] body)
    {
        using HttpResponseMessage response = await PostAsync(Client, body);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>Sends a body to <c>/compare</c>, whatever the answer.</summary>
    public static async Task<HttpResponseMessage> PostAsync(HttpClient client, byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { { "Content-Type", "application/json" } } };
        return await client.PostAsync(new Uri("/compare", UriKind.Relative), content);
    }

    /// <summary>Sends a body once to see that it is measured what is meant: every candidate matches.</summary>
    /// <exception cref="InvalidOperationException">One does not.</exception>
    public async Task CheckAsync(byte[] body, int matches)
    {
        using var answer = JsonDocument.Parse(await CompareAsync(body));
        int found = answer.RootElement.GetProperty("matches").GetArrayLength();
        if (found != matches)
        {
            throw new InvalidOperationException($"{found} candidates match instead of {matches}.");
        }
    }

    /// <summary>Sends a body and says how long its answer took, in milliseconds.</summary>
    public async Task<double> TimeAsync(byte[] body)
    {
        long start = Stopwatch.GetTimestamp();
        await CompareAsync(body);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>Sends a body again and again, over several connections side by side.</summary>
    public async Task<Saturation> SaturateAsync(byte[] body, int concurrency, TimeSpan time)
    {
        TimeSpan server = ProcessorTime, client = ProcessorClock.OfThisProcess;
        long start = Stopwatch.GetTimestamp();
        int[] answered = await Task.WhenAll(Enumerable.Range(0, concurrency).Select(async _ =>
        {
            int count = 0;
            for (; Stopwatch.GetElapsedTime(start) < time; count++)
            {
                await CompareAsync(body);
            }

            return count;
        }));
        int sum = answered.Sum();
        return new(sum, sum / Stopwatch.GetElapsedTime(start).TotalSeconds, (ProcessorTime - server) / sum, (ProcessorClock.OfThisProcess - client) / sum);
    }

    /// <summary>A client whose connections have addresses of their own.</summary>
    public HttpClient CreateClient() => _clients.Create(_iris.Addresses[0]);

    public ValueTask DisposeAsync() => _iris.DisposeAsync();
}

/// <summary>What a server did under more load than it can take.</summary>
/// <param name="Requests">How many requests it answered.</param>
/// <param name="PerSecond">How many requests it answered each second.</param>
/// <param name="ProcessorTime">The processor time that each took.</param>
/// <param name="ClientTime">The processor time that sending each took, on the same cores.</param>
internal readonly record struct Saturation(int Requests, double PerSecond, TimeSpan ProcessorTime, TimeSpan ClientTime);
