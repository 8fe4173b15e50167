using Iris.Memory;
using Iris.Server.Fetching;

namespace Iris.Server.Privacy;

/// <summary>
/// A short time after the last request that was worked on has ended, clears what libraries keep of requests: strings of headers and URLs on the
/// managed heap, receive buffers of connections to picture servers, what HTTP/2 and TLS keep of a connection, blocks that the C library
/// holds for later. Measured: three times 8 ms as a rule, for which only a request that arrives just then waits. Where requests never
/// pause, it erases the heap every ten seconds all the same. Thread-safe.
/// </summary>
internal sealed class IdleScrub : IDisposable
{
    /// <summary>Long enough that a client's next request usually comes first, short enough to be done within two seconds of the last.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(500);

    /// <summary>How often the heap is erased at least, when anything has ended since the last time.</summary>
    public static readonly TimeSpan MaxInterval = TimeSpan.FromSeconds(10);

    /// <summary>
    /// What is closed lets go of its buffers a little later, on a busy machine later still: hence a pause before each erasure, and more than
    /// one of them.
    /// </summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    /// <summary>How many erasures one scrub has.</summary>
    public const int ErasuresOfAScrub = 3;

    private readonly ZeroingMemoryPoolFactory _pools;
    private readonly PictureFetcher _fetcher;
    private readonly RememberingConnections _connections;
    private readonly ListeningSockets _sockets;
    private readonly ITimer _idle;
    private readonly ITimer _interval;
    private readonly ManagedHeap _heap = new();
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly Lock _erasing = new();
    private int _inFlight;
    private int _step;
    private bool _leftTraces;

    public IdleScrub(
        ZeroingMemoryPoolFactory pools,
        PictureFetcher fetcher,
        RememberingConnections connections,
        ListeningSockets sockets,
        ILoggerFactory loggers,
        TimeProvider time)
    {
        _logger = loggers.CreateLogger(Log.Category);
        _pools = pools;
        _fetcher = fetcher;
        _connections = connections;
        _sockets = sockets;
        _idle = time.CreateTimer(static scrub => ((IdleScrub)scrub!).RunAfterPause(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _interval = time.CreateTimer(static scrub => ((IdleScrub)scrub!).RunRegardless(), this, MaxInterval, MaxInterval);
    }

    /// <summary>How many erasures there have been.</summary>
    public int Erasures { get; private set; }

    /// <summary>Counts a request that is being worked on: one that a client sends slowly does not hold the scrub up before.</summary>
    public void Enter()
    {
        lock (_lock)
        {
            _inFlight++;
        }
    }

    /// <summary>Counts that work as ended.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _inFlight--;
        }
    }

    /// <summary>Notes that a request has ended, which starts the scrub anew once no other is being worked on.</summary>
    public void NoteEnd()
    {
        lock (_lock)
        {
            _leftTraces = true;
            if (_inFlight == 0)
            {
                _step = 0;
                _idle.Change(Delay, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>
    /// Notes something that leaves traces, but tells too little to start a scrub or to postpone one: it is gone after
    /// <see cref="MaxInterval"/>.
    /// </summary>
    public void NoteTraces()
    {
        lock (_lock)
        {
            _leftTraces = true;
        }
    }

    public void Dispose()
    {
        _idle.Dispose();
        _interval.Dispose();
    }

    private void RunAfterPause()
    {
        int step;
        lock (_lock)
        {
            if (_inFlight != 0)
            {
                return;
            }

            // A request that begins now waits here: its fetches must not lose their connections.
            if (_step == 0)
            {
                _fetcher.ForgetConnections();
            }

            step = _step++;
            if (step < ErasuresOfAScrub)
            {
                _idle.Change(Pause, Timeout.InfiniteTimeSpan);
            }
            else
            {
                _leftTraces = false;
            }
        }

        Try(step == 0 ? CloseWhatRemembers : Erase);
    }

    // Connections to picture servers are left to fetches in flight, and end by their own time limit.
    private void RunRegardless()
    {
        lock (_lock)
        {
            if (!_leftTraces)
            {
                return;
            }

            _leftTraces = false;
        }

        Try(() =>
        {
            CloseWhatRemembers();
            Erase();
        });
    }

    // A bug must not end the server, as it would in a timer's callback, nor go unnoticed.
    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            Log.ScrubFailed(_logger, exception.GetType().Name);
            NoteTraces();
        }
    }

    private void CloseWhatRemembers()
    {
        _connections.Close();
        _ = _sockets.ForgetLastClientsAsync();
    }

    private void Erase()
    {
        lock (_erasing)
        {
            _heap.Erase();
            _pools.Trim();
            SensitiveMemory.Trim();
            NativeHeap.Trim();
            Erasures++;
        }
    }
}
