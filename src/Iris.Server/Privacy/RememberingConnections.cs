using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections.Features;

namespace Iris.Server.Privacy;

/// <summary>
/// The connections that keep parts of their last requests for as long as they are open: header values and targets under HTTP/2, what was
/// decrypted under TLS. Thread-safe.
/// </summary>
internal sealed class RememberingConnections
{
    private readonly ConcurrentDictionary<IConnectionLifetimeNotificationFeature, byte> _open = [];

    /// <summary>Notes a request's connection, when it is one of these.</summary>
    public void Note(HttpContext context)
    {
        if ((!HttpProtocol.IsHttp11(context.Request.Protocol) || context.Features.Get<ITlsHandshakeFeature>() is not null)
            && context.Features.Get<IConnectionLifetimeNotificationFeature>() is { } connection)
        {
            _open.TryAdd(connection, 0);
        }
    }

    /// <summary>
    /// Closes them, each when its requests in flight have been answered. Over HTTP/2 the client is told; over TLS it sees the end of the
    /// connection, and one that has just sent a request sends it again.
    /// </summary>
    public void Close()
    {
        foreach (IConnectionLifetimeNotificationFeature connection in _open.Keys)
        {
            _open.TryRemove(connection, out _);
            try
            {
                connection.RequestClose();
            }
            catch (Exception exception) when (exception is AggregateException or ObjectDisposedException)
            {
                // It is closing already.
            }
        }
    }
}
