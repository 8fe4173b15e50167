using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Iris.Cli.Verification;

/// <summary>
/// Makes clients that each connect from an address of their own in 127.0.0.0/8, to be looked for later. A server that is not reached
/// by such an address is connected to in the ordinary way. Thread-safe.
/// </summary>
internal sealed class LoopbackClients(Uri server)
{
    private readonly ConcurrentDictionary<IPEndPoint, bool> _used = [];

    /// <summary>The addresses and ports that were connected from.</summary>
    public ICollection<IPEndPoint> Used => _used.Keys;

    /// <summary>A client. The caller releases it, which ends its connections.</summary>
    /// <param name="address">Where it connects to.</param>
    /// <param name="version">The version of HTTP that it insists on.</param>
    public HttpClient Create(Uri address, Version? version = null)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (context, cancellationToken) =>
                await ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken),
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = static (_, certificate, _, _) => IsWelcome(certificate),
            },
        };
        return new HttpClient(handler)
        {
            BaseAddress = address,
            DefaultRequestVersion = version ?? HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    /// <summary>Connects to the server without speaking HTTP.</summary>
    public async Task<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        NetworkStream connection = await ConnectAsync(server.Host, server.Port, cancellationToken);
        if (server.Scheme == Uri.UriSchemeHttp)
        {
            return connection;
        }

        var encrypted = new SslStream(connection, leaveInnerStreamOpen: false, static (_, certificate, _, _) => IsWelcome(certificate));
        await encrypted.AuthenticateAsClientAsync(server.Host);
        return encrypted;
    }

    /// <summary>What an address may look like in memory: as text, as the kernel passes it on, and in an object of .NET.</summary>
    /// <param name="canaries">Takes them up.</param>
    /// <param name="client">The address.</param>
    /// <param name="number">Names it in a report.</param>
    public static void AddCanaries(Dictionary<string, byte[]> canaries, IPEndPoint client, int number)
    {
        byte[] address = client.Address.GetAddressBytes();
        byte[] port = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(port, (ushort)client.Port);
        string text = client.Address.ToString();
        canaries[$"address {number} as text"] = Encoding.UTF8.GetBytes(text);
        canaries[$"address {number} in UTF-16"] = Encoding.Unicode.GetBytes(text);
        canaries[$"address {number} in a sockaddr_in"] = [2, 0, .. port, .. address];
        canaries[$"address {number} mapped to IPv6"] = [.. new byte[10], 0xFF, 0xFF, .. address];

        // System.Net.IPAddress: a reference that is null for IPv4, then the address.
        canaries[$"address {number} in an IPAddress"] = [.. new byte[8], .. address];
    }

    private async Task<NetworkStream> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        IPAddress address = addresses.FirstOrDefault(static address => address.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0];
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (IPAddress.IsLoopback(address) && address.AddressFamily == AddressFamily.InterNetwork)
            {
                // Three digits each: text that is long enough not to stand somewhere by chance.
                socket.Bind(new IPEndPoint(new IPAddress([127, Octet(), Octet(), Octet()]), 0));
                await socket.ConnectAsync(address, port, cancellationToken);
                _used.TryAdd((IPEndPoint)socket.LocalEndPoint!, true);
            }
            else
            {
                await socket.ConnectAsync(address, port, cancellationToken);
            }

            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // Whose server it is, is known: this is not about that.
    private static bool IsWelcome(X509Certificate? certificate) => certificate is not null;

    private static byte Octet() => (byte)RandomNumberGenerator.GetInt32(100, 255);
}
