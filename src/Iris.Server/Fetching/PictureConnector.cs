using System.Net;
using System.Net.Sockets;
using Iris.Server.Admission;

namespace Iris.Server.Fetching;

/// <summary>
/// Makes the connections to picture servers. This is where an address is checked: whatever a URL looks like, wherever it redirects to
/// and whatever its name resolves to the next time, the address that is connected to is the one that was checked. Thread-safe.
/// </summary>
/// <param name="policy">What may be connected to.</param>
/// <param name="lookup">Finds addresses.</param>
/// <param name="proxy">A proxy, which may be connected to wherever it is: the operator has named it.</param>
/// <param name="time">The clock.</param>
/// <param name="timeout">How long a connection may take.</param>
internal sealed class PictureConnector(AddressPolicy policy, HostLookup lookup, Uri? proxy, TimeProvider time, TimeSpan timeout) : IDisposable
{
    private readonly CancellationTokenSource _closing = new();

    /// <summary>Connects to a server: <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="RefusedAddressException">None of its addresses is allowed.</exception>
    /// <exception cref="SocketException">It has no address, or answers at none of those that are allowed.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        // The client would go on connecting for some seconds after its caller has gone.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token, cancellationToken);
        (string host, int port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        long start = time.GetTimestamp();
        IPAddress[] addresses = await FindAsync(host, port, PictureClient.ClientOf(context.InitialRequestMessage), either.Token);
        for (int i = 0; i < addresses.Length - 1; i++)
        {
            // One that does not answer must leave time for the others.
            TimeSpan share = (timeout - time.GetElapsedTime(start)) / (addresses.Length - i);
            using var limit = new CancellationTokenSource(share > TimeSpan.Zero ? share : TimeSpan.Zero, time);
            using var all = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, either.Token);
            try
            {
                return await ConnectAsync(addresses[i], port, all.Token);
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException && !either.IsCancellationRequested)
            {
                // The next one.
            }
        }

        return await ConnectAsync(addresses[^1], port, either.Token);
    }

    /// <summary>Breaks off what is being connected, and connects to nothing more.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
    }

    private async Task<IPAddress[]> FindAsync(string host, int port, ClientHash client, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = Array.ConvertAll(await lookup.FindAsync(host, client, cancellationToken), AddressPolicy.Plain);
        if (addresses.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        if (proxy is not null && proxy.IdnHost == host && proxy.Port == port)
        {
            return addresses;
        }

        IPAddress[] allowed = Array.FindAll(addresses, address => policy.Allows(host, port, address));
        return allowed.Length > 0 ? allowed : throw new RefusedAddressException();
    }

    private static async Task<Stream> ConnectAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>Nothing that a host resolves to may be connected to. Never leaves the fetcher.</summary>
internal sealed class RefusedAddressException : Exception;
