namespace Iris.Server.Admission;

/// <summary>
/// Places that clients share. A client may have as many as it leaves to others: half of them if it is alone, a third if there are two,
/// so that there is always one for a client that has none. Thread-safe.
/// </summary>
/// <param name="places">How many there are.</param>
/// <param name="placesPerClient">How many a client may have in place of that; null for the rule above.</param>
/// <remarks>It knows a client for as long as that has a place.</remarks>
internal sealed class PlaceShares(int places, int? placesPerClient = null)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ClientHash, int> _taken = [];
    private int _takenInAll;

    /// <summary>How many places are taken.</summary>
    public int Taken
    {
        get
        {
            lock (_lock)
            {
                return _takenInAll;
            }
        }
    }

    /// <summary>Whether there is a place for a client at the moment.</summary>
    public bool HasPlaceFor(ClientHash client)
    {
        lock (_lock)
        {
            return HasPlaceFor(_taken.GetValueOrDefault(client));
        }
    }

    /// <summary>Takes a place, if there is one for the client.</summary>
    public bool TryTake(ClientHash client)
    {
        lock (_lock)
        {
            int taken = _taken.GetValueOrDefault(client);
            if (!HasPlaceFor(taken))
            {
                return false;
            }

            _taken[client] = taken + 1;
            _takenInAll++;
            return true;
        }
    }

    /// <summary>Gives a place back that a client has taken.</summary>
    public void GiveBack(ClientHash client)
    {
        lock (_lock)
        {
            _takenInAll--;
            if (--_taken[client] == 0)
            {
                _taken.Remove(client);
            }
        }
    }

    private bool HasPlaceFor(int taken) =>
        _takenInAll < places && taken < (placesPerClient ?? places - _takenInAll);
}
