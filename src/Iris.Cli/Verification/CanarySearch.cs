using System.Net;
using Iris.Cli.Verification.Linux;

namespace Iris.Cli.Verification;

/// <summary>Remembers the canaries that were sent, and looks for them in the memory of the server.</summary>
internal sealed class CanarySearch(ServerUnderTest server, LoopbackClients clients, Observations seen, CancellationToken cancellationToken)
{
    /// <summary>How long after the last request everything must be gone.</summary>
    public static readonly TimeSpan UntilScrubbed = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long after an answer the memory is read: for the server's thread to come from the last byte to the end of its method, also where
    /// many wait for a processor. The scrub, which has more time, begins later.
    /// </summary>
    public static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(0.1);

    // What the next scan after a scrub looks for.
    private readonly Dictionary<string, byte[]> _pending = [];

    /// <summary>Remembers what was sent, until the scrub after it.</summary>
    /// <param name="kind">Names the request in a report.</param>
    /// <param name="canaries">What it carried.</param>
    public void Remember(string kind, Dictionary<string, byte[]> canaries)
    {
        foreach ((string name, byte[] bytes) in Labelled(kind, canaries))
        {
            _pending[name] = bytes;
            seen.Sent[name] = bytes;
        }
    }

    /// <summary>Looks just after an answer for what must be gone by then, and for the face.</summary>
    public async Task ScanAtOnceAsync(string kind, Dictionary<string, byte[]> goneAtOnce)
    {
        await Task.Delay(AtOnce, cancellationToken);
        seen.AtOnce.Add(Scan(Labelled(kind, goneAtOnce).Concat(seen.Face)));
    }

    /// <summary>Looks after a scrub for everything that was remembered, for clients' addresses and for the face.</summary>
    /// <returns>The resident memory before, in bytes.</returns>
    public async Task<long> ScanAfterScrubAsync(List<MemoryScan> scans)
    {
        await ProcFile.WaitForRestAsync(server.ProcessId, cancellationToken);
        await Task.Delay(UntilScrubbed, cancellationToken);
        long resident = ProcFile.ResidentBytes(server.ProcessId);
        seen.Addresses = 0;
        foreach (IPEndPoint client in clients.Used)
        {
            LoopbackClients.AddCanaries(_pending, client, ++seen.Addresses);
            LoopbackClients.AddCanaries(seen.Sent, client, seen.Addresses);
        }

        scans.Add(Scan(_pending.Concat(seen.Face)));
        _pending.Clear();
        return resident;
    }

    /// <summary>Looks for canaries as they are.</summary>
    /// <exception cref="VerificationException">Its memory may not be read.</exception>
    public MemoryScan Scan(IEnumerable<KeyValuePair<string, byte[]>> canaries)
    {
        try
        {
            using FrozenProcess? frozen = server.MayStandStill ? new FrozenProcess(server.ProcessId) : null;
            return MemoryScanner.Scan(server.ProcessId, new Dictionary<string, byte[]>(canaries));
        }
        catch (UnauthorizedAccessException)
        {
            throw new VerificationException(
                "The memory of the server may not be read: run this as root, or restart the server with --Iris:Privacy:AllowInspection=true.");
        }
        catch (IOException)
        {
            throw new VerificationException("The server ended while it was looked at.");
        }
    }

    private static IEnumerable<KeyValuePair<string, byte[]>> Labelled(string kind, Dictionary<string, byte[]> canaries) =>
        canaries.Select(canary => KeyValuePair.Create($"{canary.Key} of ‘{kind}’", canary.Value));
}
