using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Iris.Server.Tests;

/// <summary>
/// A server on loopback addresses, with the same port on each, that takes requests as bytes and answers as the test says: properly or not
/// at all. It counts who connects. Thread-safe.
/// </summary>
internal sealed class RawServer : IAsyncDisposable
{
    private static readonly string EndOfHead = "\r\n\r\n";

    private readonly List<TcpListener> _listeners = [];
    private readonly List<Task> _accepting = [];
    private readonly ConcurrentBag<Task> _answering = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentQueue<(IPAddress, string)> _heads = [];
    private readonly Func<RawRequest, Task> _answer;
    private int _connections;

    private RawServer(Func<RawRequest, Task> answer) => _answer = answer;

    /// <summary>The port.</summary>
    public int Port => ((IPEndPoint)_listeners[0].LocalEndpoint).Port;

    /// <summary>How many connections there were.</summary>
    public int Connections => _connections;

    /// <summary>The heads of the requests and the addresses that they came to, in the order in which they came.</summary>
    public IReadOnlyList<(IPAddress Address, string Text)> Heads => [.. _heads];

    /// <summary>Starts a server.</summary>
    /// <param name="answer">Answers a request, and may do with the connection what it likes; then the connection ends.</param>
    /// <param name="addresses">Where it listens; without any, on 127.0.0.1.</param>
    public static RawServer Start(Func<RawRequest, Task> answer, params string[] addresses)
    {
        // A port that is free on the first address may be taken on the next.
        for (int attempt = 0; ; attempt++)
        {
            var server = new RawServer(answer);
            try
            {
                server.Listen(addresses is [] ? ["127.0.0.1"] : addresses);
                return server;
            }
            catch (SocketException) when (attempt < 20)
            {
                server._listeners.ForEach(static listener => listener.Dispose());
            }
        }
    }

    /// <summary>Answers with a body and its length.</summary>
    public static Func<RawRequest, Task> Always(string body) => request =>
        request.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listeners.ForEach(static listener => listener.Dispose());
        await Task.WhenAll([.. _accepting, .. _answering]);
        _ending.Dispose();
    }

    private void Listen(string[] addresses)
    {
        foreach (string address in addresses)
        {
            var listener = new TcpListener(IPAddress.Parse(address), _listeners is [] ? 0 : Port);
            _listeners.Add(listener);
            listener.Start();
        }

        _accepting.AddRange(_listeners.Select(AcceptAsync));
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                Socket connection = await listener.AcceptSocketAsync(_ending.Token);
                Interlocked.Increment(ref _connections);
                _answering.Add(AnswerAsync(connection));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or InvalidOperationException or SocketException)
        {
            // The test is over: a listener that has ended says so in one of these ways.
        }
    }

    private async Task AnswerAsync(Socket connection)
    {
        using var stream = new NetworkStream(connection, ownsSocket: true);
        try
        {
            string head = await ReadHeadAsync(stream);
            if (head.Length > 0)
            {
                _heads.Enqueue((((IPEndPoint)connection.LocalEndPoint!).Address, head));
                await _answer(new RawRequest(head, connection, stream, _ending.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException or SocketException)
        {
            // The one who asked has gone.
        }
    }

    // Byte by byte: what follows is for the answer to read. TLS has no such end: its first bytes count as a head.
    private async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        const byte Handshake = 22;
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one, _ending.Token) > 0)
        {
            head.Append((char)one[0]);
            if (one[0] == Handshake || (one[0] == '\n' && head.ToString().EndsWith(EndOfHead, StringComparison.Ordinal)))
            {
                return head.ToString();
            }
        }

        return "";
    }
}

/// <summary>A request as it came in.</summary>
/// <param name="Head">Its first line and its headers.</param>
/// <param name="Socket">The connection.</param>
/// <param name="Stream">The same as a stream.</param>
/// <param name="Ending">Is cancelled when the test is over.</param>
internal sealed record RawRequest(string Head, Socket Socket, Stream Stream, CancellationToken Ending)
{
    /// <summary>The path and the query.</summary>
    public string Target => Head.Split(' ')[1];

    /// <summary>Sends text in ISO 8859-1.</summary>
    public Task WriteAsync(string text) => Stream.WriteAsync(Encoding.Latin1.GetBytes(text), Ending).AsTask();

    /// <summary>Sends the same again and again until nobody takes it any more, or so many times.</summary>
    /// <returns>How many bytes were sent.</returns>
    public async Task<long> FloodAsync(string text, int times = int.MaxValue, TimeSpan pause = default)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        long sent = 0;
        try
        {
            for (int i = 0; i < times; i++)
            {
                await Stream.WriteAsync(bytes, Ending);
                sent += bytes.Length;
                await (pause == default ? Task.CompletedTask : Task.Delay(pause, Ending));
            }
        }
        catch (IOException)
        {
            // The one who asked has hung up.
        }

        return sent;
    }

    /// <summary>Sends nothing until the one who asked hangs up.</summary>
    public Task WaitAsync() => Stream.CopyToAsync(Stream.Null, Ending);
}
