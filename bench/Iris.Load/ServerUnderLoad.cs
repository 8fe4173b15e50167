using System.Diagnostics;

namespace Iris.Load;

/// <summary>A server that was started to be measured, on a free loopback port.</summary>
internal sealed class ServerUnderLoad : IDisposable
{
    private readonly Process _process;
    private readonly HttpClient _client;

    private ServerUnderLoad(Process process, Uri address)
    {
        _process = process;
        _client = new HttpClient { BaseAddress = address };

        // Lest it waits for somebody to read what it prints.
        _ = process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>Starts a program and waits until it listens.</summary>
    /// <param name="assembly">The program.</param>
    public static async Task<ServerUnderLoad> StartAsync(string assembly)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", assembly, "--urls=http://127.0.0.1:0", "--Iris:RateLimit:Enabled=false"])
        {
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        const string Listening = "Now listening on: ";
        while (true)
        {
            string text = await process.StandardOutput.ReadLineAsync()
                ?? throw new InvalidOperationException($"{Path.GetFileName(assembly)} has ended.");
            int at = text.IndexOf(Listening, StringComparison.Ordinal);
            if (at >= 0)
            {
                return new ServerUnderLoad(process, new Uri(text[(at + Listening.Length)..]));
            }
        }
    }

    private TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
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
                using HttpResponseMessage response = await _client.PostAsync(new Uri("/compare", UriKind.Relative), content);
                response.EnsureSuccessStatusCode();
                count++;
            }

            return count;
        }));
        int sum = answered.Sum();
        return new(sum / Stopwatch.GetElapsedTime(start).TotalSeconds, (ProcessorTime - before) / sum);
    }

    public void Dispose()
    {
        _client.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}

/// <summary>What a server did under more load than it can take.</summary>
/// <param name="PerSecond">How many requests it answered each second.</param>
/// <param name="ProcessorTime">The processor time that each took.</param>
internal readonly record struct Saturation(double PerSecond, TimeSpan ProcessorTime);
