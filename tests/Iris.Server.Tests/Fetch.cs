using System.Net;
using System.Net.Sockets;
using Iris.Memory;
using Iris.Server.Admission;
using Iris.Server.Fetching;
using Microsoft.Extensions.Options;

namespace Iris.Server.Tests;

/// <summary>The fetcher by itself, with names that resolve to what a test says. Thread-safe.</summary>
internal sealed class Fetch : IDisposable
{
    private readonly HostLookup _lookup;
    private int _lookups;

    /// <param name="options">Its settings.</param>
    /// <param name="resolve">Finds the addresses of a name that nobody else knows; without, there are no such names.</param>
    public Fetch(FetchOptions options, Func<string, string[]?>? resolve = null)
    {
        _lookup = new HostLookup(host =>
        {
            Interlocked.Increment(ref _lookups);
            string[]? addresses = resolve?.Invoke(host) ?? Known(host);
            return addresses is null ? throw new SocketException((int)SocketError.HostNotFound) : [.. addresses.Select(IPAddress.Parse)];
        }, TimeProvider.System);
        Fetcher = new PictureFetcher(Options.Create(options), _lookup, TimeProvider.System);
    }

    /// <summary>The fetcher.</summary>
    public PictureFetcher Fetcher { get; }

    /// <summary>How many names were looked up.</summary>
    public int Lookups => _lookups;

    /// <summary>Fetches once, by names that everybody knows.</summary>
    public static async Task<FetchOutcome> OnceAsync(string url, FetchOptions? options = null)
    {
        using var fetch = new Fetch(options ?? new());
        return (await fetch.GetAsync(url)).Outcome;
    }

    /// <summary>Fetches a picture.</summary>
    public async Task<(FetchOutcome Outcome, byte[] Picture)> GetAsync(string url)
    {
        using GrowingBuffer picture = Fetcher.CreateBuffer(new MemoryBudget(long.MaxValue));
        FetchOutcome outcome = await Fetcher.FetchAsync(System.Text.Encoding.UTF8.GetBytes(url), picture, new ClientHash(1), TestContext.Current.CancellationToken);
        return (outcome, picture.Written.ToArray());
    }

    public void Dispose()
    {
        Fetcher.Dispose();
    }

    // Of these the test servers on 127.0.0.2 stand for the internet.
    private static string[]? Known(string host) => host.TrimEnd('.') switch
    {
        "localhost" or "private.test" or "127.0.0.1.nip.test" or "127.0.0.1" => ["127.0.0.1"],
        "localhost6.test" => ["::1"],
        "mapped.test" => ["::ffff:127.0.0.1"],
        "unspecified.test" => ["0.0.0.0"],
        "everything.test" => ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fe80::1%1", "::ffff:10.0.0.1"],
        "metadata.test" => ["169.254.169.254"],
        "archive.test" or "my.archive.test" => ["127.0.0.1"],
        "public.test" or "second.test" => ["127.0.0.2"],
        _ => null,
    };
}
