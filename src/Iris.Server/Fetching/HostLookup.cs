using System.Net;
using Iris.Server.Admission;

namespace Iris.Server.Fetching;

/// <summary>Asks for the addresses of a name, as slowly as it likes.</summary>
internal delegate IPAddress[] HostResolver(string host);

/// <summary>
/// Looks up names of hosts. The system's resolver cannot be interrupted, and waits for many seconds where a name's servers do not
/// answer: it has threads of its own, a bounded number of them, which clients share. Such names hold up nothing but other names of those who
/// ask for them. Thread-safe.
/// </summary>
internal sealed class HostLookup(HostResolver resolve, TimeProvider time)
{
    /// <summary>How many names are looked up at a time.</summary>
    public const int MaxLookups = 32;

    // A thread is free when the system's resolver returns, of which nobody tells.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly PlaceShares _threads = new(MaxLookups);

    /// <summary>The addresses of a name; of an address, itself.</summary>
    /// <param name="host">The name.</param>
    /// <param name="client">Who asks for it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<IPAddress[]> FindAsync(string host, ClientHash client, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            return [address];
        }

        while (!_threads.TryTake(client))
        {
            await Task.Delay(Pause, time, cancellationToken);
        }

        Task<IPAddress[]> lookup = Task.Factory.StartNew(
            () => Resolve(host, client), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return await lookup.WaitAsync(cancellationToken);
    }

    private IPAddress[] Resolve(string host, ClientHash client)
    {
        try
        {
            return resolve(host);
        }
        finally
        {
            _threads.GiveBack(client);
        }
    }
}
