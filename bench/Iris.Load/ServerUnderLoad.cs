using System.Diagnostics;
using Iris.Cli.Verification;

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
    /// <param name="assembly">The program.</param>
    public static async Task<ServerUnderLoad> StartAsync(string assembly) => new(await IrisProcess.StartAsync(
        new ProcessStartInfo("dotnet", ["exec", assembly]), ["urls=http://127.0.0.1:0"], CancellationToken.None));

    /// <summary>The process's number.</summary>
    public int Id => _iris.Id;

    private TimeSpan ProcessorTime
    {
        get
        {
            using var process = Process.GetProcessById(_iris.Id);
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Sends a body again and again, over several connections side by side.</summary>
    public async Task<Saturation> SaturateAsync(byte[] body, int concurrency, TimeSpan time)
    {
        TimeSpan before = ProcessorTime;
        long start = Stopwatch.GetTimestamp();
        int[] answered = await Task.WhenAll(Enumerable.Range(0, concurrency).Select(async _ =>
        {
            int count = 0;
            while (Stopwatch.GetElapsedTime(start) < time)
            {
                using var content = new ByteArrayContent(body) { Headers = { { "Content-Type", "application/json" } } };
                using HttpResponseMessage response = await _iris.Client.PostAsync(new Uri("/compare", UriKind.Relative), content);
                response.EnsureSuccessStatusCode();
                count++;
            }

            return count;
        }));
        int sum = answered.Sum();
        return new(sum / Stopwatch.GetElapsedTime(start).TotalSeconds, (ProcessorTime - before) / sum);
    }

    /// <summary>A client whose connections have addresses of their own.</summary>
    public HttpClient CreateClient() => _clients.Create(_iris.Addresses[0]);

    public ValueTask DisposeAsync() => _iris.DisposeAsync();
}

/// <summary>What a server did under more load than it can take.</summary>
/// <param name="PerSecond">How many requests it answered each second.</param>
/// <param name="ProcessorTime">The processor time that each took.</param>
internal readonly record struct Saturation(double PerSecond, TimeSpan ProcessorTime);
