namespace Iris.Server.Admission;

/// <summary>
/// Lets a number of pictures be worked on at a time. Who has to wait takes turns: the clients first, then the requests of a client, then
/// the pictures of a request, so that neither a client with many requests nor a request with many pictures keeps others waiting for
/// more than one turn of each. Thread-safe.
/// </summary>
/// <param name="places">How many at a time.</param>
internal sealed class FairGate(int places)
{
    private readonly Lock _lock = new();
    private readonly Queue<ClientLine> _clients = [];
    private readonly int _places = places;
    private int _free = places;
    private int _waiting;

    /// <summary>How many are inside.</summary>
    public int Inside => _places - Volatile.Read(ref _free);

    /// <summary>How many wait.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Waits for a place; disposing the result gives it back.</summary>
    /// <param name="line">The line of the request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<Place> EnterAsync(RequestLine line, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource turn;
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                return new Place(this);
            }

            // Its continuation must not run under the lock, nor in the middle of what another request does.
            turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Add(line, turn);
        }

        Interlocked.Increment(ref _waiting);
        try
        {
            using (cancellationToken.UnsafeRegister(static (turn, token) => ((TaskCompletionSource)turn!).TrySetCanceled(token), turn))
            {
                await turn.Task;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        return new Place(this);
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (!TryCallNext())
            {
                _free++;
            }
        }
    }

    // A line stands in the one above it for as long as somebody waits in it.
    private void Add(RequestLine line, TaskCompletionSource turn)
    {
        line.Waiting.Enqueue(turn);
        if (line.Waiting.Count == 1)
        {
            line.Client.Waiting.Enqueue(line);
            if (line.Client.Waiting.Count == 1)
            {
                _clients.Enqueue(line.Client);
            }
        }
    }

    // Passes over those that have gone.
    private bool TryCallNext()
    {
        while (_clients.TryDequeue(out ClientLine? client))
        {
            RequestLine line = client.Waiting.Dequeue();
            TaskCompletionSource turn = line.Waiting.Dequeue();
            if (line.Waiting.Count > 0)
            {
                client.Waiting.Enqueue(line);
            }

            if (client.Waiting.Count > 0)
            {
                _clients.Enqueue(client);
            }

            if (turn.TrySetResult())
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The requests of a client that have a picture waiting.</summary>
    internal sealed class ClientLine
    {
        public Queue<RequestLine> Waiting { get; } = [];
    }

    /// <summary>The pictures of a request that are waiting.</summary>
    internal sealed class RequestLine(ClientLine client)
    {
        public ClientLine Client { get; } = client;

        public Queue<TaskCompletionSource> Waiting { get; } = [];
    }

    /// <summary>A place, which is given back once.</summary>
    internal readonly struct Place(FairGate gate) : IDisposable
    {
        public void Dispose() => gate.Leave();
    }
}
