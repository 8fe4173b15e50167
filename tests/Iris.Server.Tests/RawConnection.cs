using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Iris.Server.Tests;

/// <summary>A connection on which a test says byte for byte what is sent.</summary>
internal sealed class RawConnection : IDisposable
{
    // For a busy machine; nothing waits that long but a test that fails.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private RawConnection()
    {
    }

    /// <summary>Connects to a server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="from">The client's address.</param>
    public static async Task<RawConnection> OpenAsync(IrisServer server, string from = "127.0.0.1")
    {
        var connection = new RawConnection();
        connection._socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        Uri address = server.Client.BaseAddress!;
        await connection._socket.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>Sends text, a character a byte.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Sends bytes.</summary>
    public async Task SendAsync(byte[] bytes) =>
        await _socket.SendAsync(bytes, TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);

    /// <summary>Sends bytes.</summary>
    /// <returns>False when the server has closed the connection.</returns>
    public async Task<bool> TrySendAsync(byte[] bytes)
    {
        try
        {
            await SendAsync(bytes);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Sends for as long as the server takes it, and returns when it has closed the connection.</summary>
    public async Task SendUntilClosedAsync(string text, TimeSpan interval)
    {
        try
        {
            while (!_socket.Poll(TimeSpan.Zero, SelectMode.SelectRead))
            {
                await SendAsync(text);
                await Task.Delay(interval, TestContext.Current.CancellationToken);
            }
        }
        catch (SocketException)
        {
            // Closed.
        }
    }

    /// <summary>Everything that the server sends before it closes the connection, in whichever way.</summary>
    /// <exception cref="OperationCanceledException">It does not close it.</exception>
    public async Task<string> ReadToEndAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        var text = new StringBuilder();
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (await _socket.ReceiveAsync(buffer, limit.Token) is var count and > 0)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (SocketException)
        {
            // Reset rather than ended: closed all the same.
        }

        return text.ToString();
    }

    /// <summary>What the server has sent when it pauses for the first time: an answer to a small request.</summary>
    public async Task<string> ReadAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        int count = await _socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
        return Encoding.Latin1.GetString(buffer, 0, count);
    }

    public void Dispose() => _socket.Dispose();
}
