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
    private readonly PlaceShares _places = new(options.Value.MaxRequests, options.Value.MaxRequestsPerClient);
    private readonly MemoryBudget _received = new(options.Value.ReceivedBytes);
    private readonly Lock _lock = new();
    private readonly Dictionary<ClientHash, Client> _clients = [];

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

    /// <summary>How many requests have a place.</summary>
    public int PlacesTaken => _places.Taken;

    /// <summary>How much memory bodies and fetched pictures have.</summary>
    public long ReceivedBytes => _received.ReservedBytes;

    /// <summary>Takes note of a request that has arrived. Disposing the result ends it.</summary>
    /// <param name="address">Its client's address.</param>
    public Visit Open(IPAddress? address)
    {
        ClientHash hash = clientKey.Of(address);
        lock (_lock)
        {
            if (!_clients.TryGetValue(hash, out Client? client))
            {
                client = new Client(hash, new MemoryBudget(_received));
                _clients.Add(hash, client);
            }

            client.Visits++;
            return new Visit(this, client);
        }
    }

    private void Close(Client client)
    {
        lock (_lock)
        {
            if (--client.Visits == 0)
            {
                _clients.Remove(client.Hash);
            }
        }
    }

    /// <summary>What one client has under way.</summary>
    internal sealed class Client(ClientHash hash, MemoryBudget memory)
    {
        public ClientHash Hash { get; } = hash;

        public MemoryBudget Memory { get; } = memory;

        public FairGate.ClientLine Line { get; } = new();

        public int Visits { get; set; }
    }

    /// <summary>A request's part in the capacity, from its arrival to its answer. One thread at a time may begin and end it.</summary>
    internal sealed class Visit : IDisposable
    {
        private readonly Capacity _capacity;
        private readonly Client _client;
        private bool _hasPlace;

        internal Visit(Capacity capacity, Client client)
        {
            _capacity = capacity;
            _client = client;
            Line = new(client.Line);
        }

        /// <summary>The client, for as long as the visit lasts.</summary>
        public ClientHash Client => _client.Hash;

        /// <summary>The memory for what the request brings.</summary>
        public MemoryBudget Memory => _client.Memory;

        /// <summary>Where the request's pictures wait for their turn.</summary>
        public FairGate.RequestLine Line { get; }

        /// <summary>Where pictures wait that found too little memory the first time: for one after the other there may be enough.</summary>
        public SemaphoreSlim OneByOne { get; } = new(1);

        /// <summary>Whether a request of so many bytes could be worked on at the moment: worth asking before they are received.</summary>
        public bool HasRoomFor(long bytes) => _capacity._places.HasPlaceFor(_client.Hash) && Memory.HasRoomFor(bytes);

        /// <summary>Takes a place among the requests that are worked on, if there is one.</summary>
        public bool TryBegin() => _hasPlace = _capacity._places.TryTake(_client.Hash);

        /// <summary>Gives the place back when the work is done, whatever the answer takes to be sent.</summary>
        public void EndWork()
        {
            if (_hasPlace)
            {
                _hasPlace = false;
                _capacity._places.GiveBack(_client.Hash);
            }
        }

        /// <summary>Ends the visit.</summary>
        public void Dispose()
        {
            EndWork();
            OneByOne.Dispose();
            _capacity.Close(_client);
        }
    }
}
