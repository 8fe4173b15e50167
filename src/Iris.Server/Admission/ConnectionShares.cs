using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Iris.Server.Admission;

/// <summary>Leaves connections for others than the busiest client. Thread-safe.</summary>
internal sealed class ConnectionShares(IOptions<RequestOptions> options, ClientKey clientKey)
{
    private readonly PlaceShares _open = new(options.Value.MaxConnections, options.Value.MaxConnectionsPerClient);

    /// <summary>Closes a connection at once whose client has as many as it may.</summary>
    public void Limit(ListenOptions endpoint) => endpoint.Use(next => async connection =>
    {
        ClientHash client = clientKey.Of((connection.RemoteEndPoint as IPEndPoint)?.Address);
        if (!_open.TryTake(client))
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
            _open.GiveBack(client);
        }
    });
}
