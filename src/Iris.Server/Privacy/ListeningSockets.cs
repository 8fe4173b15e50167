using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Iris.Server.Privacy;

/// <summary>
/// The sockets that the server listens on. The framework keeps the address of the client that a socket accepted last until it accepts the
/// next one, and offers no way to clear it. Thread-safe.
/// </summary>
internal sealed class ListeningSockets(TimeProvider time)
{
    private static readonly TimeSpan LongestConnection = TimeSpan.FromSeconds(1);

    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly ConcurrentDictionary<EndPoint, byte> _own = [];
    private volatile bool _hasForgotten = true;

    /// <summary>Binds a socket as the web server would.</summary>
    public Socket Bind(EndPoint endPoint)
    {
        Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        _sockets.Add(socket);
        return socket;
    }

    /// <summary>Whether the last attempt to have the sockets forget their clients succeeded.</summary>
    public bool HasForgotten => _hasForgotten;

    /// <summary>Connects to each socket from this machine and hangs up, so that the last client is the server itself.</summary>
    public async Task ForgetLastClientsAsync()
    {
        bool hasForgotten = true;
        foreach (Socket listener in _sockets)
        {
            try
            {
                if (listener.LocalEndPoint is IPEndPoint bound)
                {
                    await ConnectAsync(bound, listener.AddressFamily == AddressFamily.InterNetworkV6 && listener.DualMode);
                }
            }
            catch (ObjectDisposedException)
            {
                // The server is stopping.
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // Out of ports, or too busy to accept: the next scrub tries again.
                hasForgotten = false;
            }
        }

        _hasForgotten = hasForgotten;
    }

    /// <summary>Whether a client is the server itself.</summary>
    public bool IsOwn(EndPoint? client) => client is not null && _own.ContainsKey(client);

    private async Task ConnectAsync(IPEndPoint bound, bool takesBoth)
    {
        if (!takesBoth || !bound.Address.Equals(IPAddress.IPv6Any))
        {
            await ConnectAsync(LoopbackOf(bound.Address), bound.Port);
            return;
        }

        try
        {
            await ConnectAsync(IPAddress.IPv6Loopback, bound.Port);
        }
        catch (SocketException)
        {
            // A machine or container without IPv6: the socket takes both.
            await ConnectAsync(IPAddress.Loopback, bound.Port);
        }
    }

    private async Task ConnectAsync(IPAddress address, int port)
    {
        using var limit = new CancellationTokenSource(LongestConnection, time);
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        var own = (IPEndPoint)socket.LocalEndPoint!;
        EndPoint[] seen = [own, new IPEndPoint(own.Address.MapToIPv6(), own.Port)];
        Array.ForEach(seen, client => _own.TryAdd(client, 0));
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), limit.Token);
            socket.Shutdown(SocketShutdown.Send);

            // The server closes its end in turn: it has accepted.
            await socket.ReceiveAsync(new byte[1], limit.Token);
        }
        finally
        {
            Array.ForEach(seen, client => _own.TryRemove(client, out _));
        }
    }

    private static IPAddress LoopbackOf(IPAddress bound) =>
        bound.Equals(IPAddress.Any) ? IPAddress.Loopback : bound.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : bound;
}
