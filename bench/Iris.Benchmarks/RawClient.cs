using System.Net.Sockets;
using System.Text;

namespace Iris.Benchmarks;

/// <summary>A connection that is asked again and again, and that allocates nothing, so that what is measured is the server's.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 60_000 };
    private readonly byte[] _answer = new byte[64 * 1024];

    /// <summary>Connects to a server.</summary>
    public RawClient(Uri server) => _socket.Connect(server.Host, server.Port);

    /// <summary>A request as it goes over the wire, with the headers that clients commonly send.</summary>
    public static byte[] Request(string path, string contentType, byte[] body) =>
    [
        .. Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: bench\r\nAccept: */*\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\n\r\n"),
        .. body,
    ];

    /// <summary>Sends a request and waits for all of its answer.</summary>
    /// <exception cref="InvalidOperationException">It is not answered with a comparison.</exception>
    public void Ask(byte[] request)
    {
        _socket.Send(request);
        int length = 0;
        do
        {
            int received = _socket.Receive(_answer.AsSpan(length));
            length = received == 0 ? throw new InvalidOperationException("The server has closed the connection.") : length + received;
        }
        while (IsAnswered(_answer.AsSpan(0, length)) && !_answer.AsSpan(0, length).EndsWith("\r\n0\r\n\r\n"u8));
    }

    public void Dispose() => _socket.Dispose();

    // A refusal does not end as an answer does.
    private static bool IsAnswered(ReadOnlySpan<byte> answer) => answer.StartsWith("HTTP/1.1 200 "u8)
        ? true
        : throw new InvalidOperationException("The request was refused.");
}
