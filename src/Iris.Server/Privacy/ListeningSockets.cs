using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Iris.Server.Privacy;

/// <summary>
/// The sockets that the server listens on. The framework keeps the address of the client that a socket accepted last until it accepts the
/// next one, and offers no way to clear it. Thread-safe.
/// </summary>
internal sealed class ListeningSockets
{
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly ConcurrentDictionary<EndPoint, byte> _own = [];

    /// <summary>Binds a socket as the web server would.</summary>
    public Socket Bind(EndPoint endPoint)
    {
        Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        _sockets.Add(socket);
        return socket;
    }

    /// <summary>Connects to each socket from this machine and hangs up, so that the last client is the server itself.</summary>
    public async Task ForgetLastClientsAsync()
    {
        foreach (Socket listener in _sockets)
        {
            try
            {
                if (listener.LocalEndPoint is IPEndPoint bound)
                {
                    await ConnectAsync(bound);
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The server is stopping, or out of ports: the next scrub tries again.
            }
        }
    }

    /// <summary>Whether a client is the server itself.</summary>
    public bool IsOwn(EndPoint? client) => client is not null && _own.ContainsKey(client);

    private async Task ConnectAsync(IPEndPoint bound)
    {
        bool isIPv6 = bound.AddressFamily == AddressFamily.InterNetworkV6;
        IPAddress loopback = isIPv6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        IPAddress address = bound.Address.Equals(IPAddress.Any) || bound.Address.Equals(IPAddress.IPv6Any) ? loopback : bound.Address;
        using var socket = new Socket(bound.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        EndPoint own = socket.LocalEndPoint!;
        _own.TryAdd(own, 0);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, bound.Port));
            socket.Shutdown(SocketShutdown.Send);

            // The server closes its end in turn: it has accepted.
            await socket.ReceiveAsync(new byte[1]);
        }
        finally
        {
            _own.TryRemove(own, out _);
        }
    }
}
