using System.Net;
using Iris.Memory;
using Microsoft.Extensions.Options;

namespace Iris.Server.Admission;

/// <summary>
/// Bounds what is worked on at a time, in all and for each client, so that no client can take what others need. What does not fit is
/// refused at once: whoever is let in has an answer in a time that does not depend on how many ask. Thread-safe.
/// </summary>
/// <remarks>It knows a client, by the hash of its address, for as long as the client has a request under way.</remarks>
internal sealed class Capacity(IOptions<CapacityOptions> options, ClientKey clientKey)
{
    private readonly CapacityOptions _options = options.Value;
    private readonly MemoryBudget _received = new(options.Value.ReceivedBytes);
    private readonly Lock _lock = new();
    private readonly Dictionary<ClientHash, Client> _clients = [];
    private int _requests;

    /// <summary>How many clients have a request under way.</summary>
    public int Clients
    {
        get
        {
            lock (_lock)
            {
                return _clients.Count;
            }
        }
    }

    /// <summary>Takes note of a request that has arrived. Disposing the result ends it.</summary>
    /// <param name="address">Its client's address.</param>
    public Visit Open(IPAddress? address)
    {
        ClientHash hash = clientKey.Of(address);
        lock (_lock)
        {
            if (!_clients.TryGetValue(hash, out Client? client))
            {
                client = new Client(new MemoryBudget(_options.ReceivedBytesPerClient, _received));
                _clients.Add(hash, client);
            }

            client.Visits++;
            return new Visit(this, hash, client);
        }
    }

    private bool IsFull(Client client) => _requests >= _options.MaxRequests || client.Requests >= _options.RequestsPerClient;

    /// <summary>What one client has under way.</summary>
    internal sealed class Client(MemoryBudget memory)
    {
        public MemoryBudget Memory { get; } = memory;

        public FairGate.ClientLine Line { get; } = new();

        public int Visits { get; set; }

        public int Requests { get; set; }
    }

    /// <summary>A request's part in the capacity, from its arrival to its answer.</summary>
    internal sealed class Visit : IDisposable
    {
        private readonly Capacity _capacity;
        private readonly ClientHash _hash;
        private readonly Client _client;
        private bool _hasPlace;

        internal Visit(Capacity capacity, ClientHash hash, Client client)
        {
            _capacity = capacity;
            _hash = hash;
            _client = client;
            Line = new(client.Line);
        }

        /// <summary>The memory for what the request brings.</summary>
        public MemoryBudget Memory => _client.Memory;

        /// <summary>Where the request's pictures wait for their turn.</summary>
        public FairGate.RequestLine Line { get; }

        /// <summary>Whether a request of so many bytes could be worked on at the moment: worth asking before they are received.</summary>
        public bool HasRoomFor(long bytes)
        {
            lock (_capacity._lock)
            {
                return !_capacity.IsFull(_client) && Memory.HasRoomFor(bytes);
            }
        }

        /// <summary>Takes a place among the requests that are worked on, if there is one.</summary>
        public bool TryBegin()
        {
            lock (_capacity._lock)
            {
                if (_hasPlace || _capacity.IsFull(_client))
                {
                    return _hasPlace;
                }

                _hasPlace = true;
                _client.Requests++;
                _capacity._requests++;
                return true;
            }
        }

        /// <summary>Gives the place back.</summary>
        public void Dispose()
        {
            lock (_capacity._lock)
            {
                if (_hasPlace)
                {
                    _hasPlace = false;
                    _client.Requests--;
                    _capacity._requests--;
                }

                if (--_client.Visits == 0)
                {
                    _capacity._clients.Remove(_hash);
                }
            }
        }
    }
}
