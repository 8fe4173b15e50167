using System.Net;

namespace Iris.Server.Fetching;

/// <summary>Asks for the addresses of a name, as slowly as it likes.</summary>
internal delegate IPAddress[] HostResolver(string host);

/// <summary>
/// Looks up names of hosts. The system's resolver cannot be interrupted, and waits for many seconds where a name's servers do not
/// answer: it has threads of its own, a bounded number of them, so that such names hold up nothing but other names. Thread-safe.
/// </summary>
internal sealed class HostLookup(HostResolver resolve) : IDisposable
{
    /// <summary>How many names are looked up at a time.</summary>
    public const int MaxLookups = 32;

    private readonly SemaphoreSlim _places = new(MaxLookups);

    /// <summary>The addresses of a name; of an address, itself.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<IPAddress[]> FindAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            return [address];
        }

        await _places.WaitAsync(cancellationToken);
        Task<IPAddress[]> lookup = Task.Factory.StartNew(
            () => Resolve(host), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return await lookup.WaitAsync(cancellationToken);
    }

    public void Dispose() => _places.Dispose();

    private IPAddress[] Resolve(string host)
    {
        try
        {
            return resolve(host);
        }
        finally
        {
            _places.Release();
        }
    }
}
