using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Iris.Privacy.Tests;

/// <summary>A client with a loopback address of its own, and what that looks like in memory.</summary>
internal sealed class ClientAddress : IDisposable
{
    private readonly IPAddress _address = new(
        [127, Part(), Part(), Part()]);

    private readonly List<int> _ports = [];
    private readonly SocketsHttpHandler _connections;

    /// <param name="server">The server's address; its host is not used.</param>
    public ClientAddress(Uri server)
    {
        _connections = new SocketsHttpHandler { ConnectCallback = ConnectAsync, UseProxy = false };
        Http = new HttpClient(_connections) { BaseAddress = new UriBuilder(server) { Host = "127.0.0.1" }.Uri };
    }

    /// <summary>A client that connects from the address.</summary>
    public HttpClient Http { get; }

    public override string ToString() => _address.ToString();

    /// <summary>
    /// The address as text, as an address mapped into IPv6, with its family and port as the system writes it, and as the number in the
    /// framework's object, behind an empty reference, or as its eight little-endian ones: long enough not to occur by chance.
    /// </summary>
    public Dictionary<string, byte[]> Traces()
    {
        byte[] bytes = _address.GetAddressBytes();
        var traces = new Dictionary<string, byte[]>
        {
            ["text"] = Encoding.UTF8.GetBytes(ToString()),
            ["text in UTF-16"] = Encoding.Unicode.GetBytes(ToString()),
            ["mapped into IPv6"] = _address.MapToIPv6().GetAddressBytes(),
            ["IPAddress"] = [.. new byte[8], .. bytes],
            ["IPAddress mapped into IPv6"] = [.. new byte[10], 0xFF, 0xFF, bytes[1], bytes[0], bytes[3], bytes[2]],
        };
        foreach (int port in _ports)
        {
            byte[] socketAddress = new byte[8];
            BinaryPrimitives.WriteUInt16LittleEndian(socketAddress, (ushort)AddressFamily.InterNetwork);
            BinaryPrimitives.WriteUInt16BigEndian(socketAddress.AsSpan(2), (ushort)port);
            bytes.CopyTo(socketAddress, 4);
            traces[$"socket address with port {port}"] = socketAddress;
        }

        return traces;
    }

    public void Dispose()
    {
        Http.Dispose();
        _connections.Dispose();
    }

    private static byte Part() => (byte)RandomNumberGenerator.GetInt32(100, 250);

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(_address, 0));
        await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
        _ports.Add(((IPEndPoint)socket.LocalEndPoint!).Port);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
