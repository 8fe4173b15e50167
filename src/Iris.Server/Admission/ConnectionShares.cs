using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Iris.Server.Admission;

/// <summary>
/// Leaves connections for others: one client may have so many of those that there are. It knows a client, by the hash of its address, for
/// as long as a connection of it is open. Thread-safe.
/// </summary>
internal sealed class ConnectionShares(IOptions<RequestOptions> options, ClientKey clientKey)
{
    private readonly int _maxPerClient = options.Value.ConnectionsPerClient;
    private readonly Lock _lock = new();
    private readonly Dictionary<ClientHash, int> _open = [];

    /// <summary>Closes a connection at once whose client has as many as it may.</summary>
    public void Limit(ListenOptions endpoint) => endpoint.Use(next => async connection =>
    {
        ClientHash client = clientKey.Of((connection.RemoteEndPoint as IPEndPoint)?.Address);
        if (!TryOpen(client))
        {
            connection.Abort();
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            Close(client);
        }
    });

    private bool TryOpen(ClientHash client)
    {
        lock (_lock)
        {
            int open = _open.GetValueOrDefault(client);
            if (open >= _maxPerClient)
            {
                return false;
            }

            _open[client] = open + 1;
            return true;
        }
    }

    private void Close(ClientHash client)
    {
        lock (_lock)
        {
            if (--_open[client] == 0)
            {
                _open.Remove(client);
            }
        }
    }
}
