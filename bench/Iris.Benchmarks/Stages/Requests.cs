using Iris.Testing.Servers;

namespace Iris.Benchmarks.Stages;

/// <summary>Whole requests over a socket, one after the other, to the server in this process, set up as it is by itself.</summary>
[MemoryDiagnoser]
public class Requests : IAsyncDisposable
{
    private readonly byte[] _one = RawClient.Request("/v1/compare", "application/json", Bodies.Json(Samples.Small, Samples.OtherSmall, 1));
    private readonly byte[] _older = RawClient.Request("/compare", "application/json", Bodies.Json(Samples.Small, Samples.OtherSmall, 1));
    private readonly byte[] _ten = RawClient.Request("/v1/compare", "application/json", Bodies.Json(Samples.Small, Samples.OtherSmall, 10));
    private readonly byte[] _form = RawClient.Request(
        "/v1/verify", $"multipart/form-data; boundary={Bodies.Boundary}", Bodies.Form(Samples.Small, Samples.OtherSmall));

    private IrisServer? _server;
    private RawClient? _client;

    [GlobalSetup]
    public async Task StartAsync()
    {
        // There is a limit on how often a client may ask, but one that is out of reach.
        _server = await IrisServer.StartAsync(
            "Iris:RateLimit:Enabled=true", "Iris:RateLimit:PerSecond=1000000", "Iris:RateLimit:Burst=1000000");
        _client = new RawClient(_server.Client.BaseAddress!);
    }

    [Benchmark(Description = "request 1:1")]
    public void One() => _client!.Ask(_one);

    [Benchmark(Description = "request 1:1, /compare")]
    public void Older() => _client!.Ask(_older);

    [Benchmark(Description = "request 1:1, /v1/verify with a form")]
    public void Form() => _client!.Ask(_form);

    [Benchmark(Description = "request 1:10")]
    public void Ten() => _client!.Ask(_ten);

    [GlobalCleanup]
    public async ValueTask DisposeAsync()
    {
        _client!.Dispose();
        await _server!.DisposeAsync();
    }
}
