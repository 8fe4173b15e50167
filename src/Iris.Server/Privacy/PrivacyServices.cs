using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Iris.Server.Privacy;

/// <summary>Registers what keeps requests from leaving traces in the process.</summary>
internal static class PrivacyServices
{
    private static readonly string[] Get = [HttpMethods.Get, HttpMethods.Head];

    public static void AddPrivacy(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<PrivacyOptions, PrivacyOptionsValidator>(configuration, PrivacyOptions.Section);
        services.AddSingleton<ZeroingMemoryPoolFactory>();
        services.AddSingleton<IMemoryPoolFactory<byte>>(static provider => provider.GetRequiredService<ZeroingMemoryPoolFactory>());
        services.AddSingleton<RememberingConnections>();
        services.AddSingleton<ListeningSockets>();
        services.AddSingleton<IdleScrub>();
        services.BindByListeningSockets();
    }

    /// <summary>Has a second server's traces erased with those of another.</summary>
    /// <param name="services">The second server's.</param>
    /// <param name="other">The other's, which owns what is shared.</param>
    public static void SharePrivacyOf(this IServiceCollection services, IServiceProvider other)
    {
        services.AddSingleton(other.GetRequiredService<ListeningSockets>());
        services.AddSingleton(other.GetRequiredService<IdleScrub>());
        services.AddSingleton<IMemoryPoolFactory<byte>>(other.GetRequiredService<ZeroingMemoryPoolFactory>());
        services.BindByListeningSockets();
    }

    /// <summary>Has a web server keep nothing of the heads that it reads, nor tell what it is.</summary>
    public static void ForgetHeads(this KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;

        // Kestrel would keep a connection's header values to use them again for the next request.
        kestrel.DisableStringReuse = true;
    }

    /// <summary>Forgets the client of every connection to an endpoint when it has ended.</summary>
    public static void ForgetClients(this ListenOptions endpoint)
    {
        ListeningSockets sockets = endpoint.ApplicationServices.GetRequiredService<ListeningSockets>();
        IdleScrub scrub = endpoint.ApplicationServices.GetRequiredService<IdleScrub>();
        endpoint.Use(next => async connection =>
        {
            bool isOwn = sockets.IsOwn(connection.RemoteEndPoint);
            try
            {
                await next(connection);
            }
            finally
            {
                // What the scrub itself connects must not call for the next one.
                if (!isOwn)
                {
                    Forget(connection.RemoteEndPoint);
                    scrub.NoteTraces();
                }
            }
        });
    }

    public static void UsePrivacy(this WebApplication app)
    {
        SpentAddress.Erase(new IPAddress(0));
        IdleScrub scrub = app.Services.GetRequiredService<IdleScrub>();
        RememberingConnections connections = app.Services.GetRequiredService<RememberingConnections>();
        app.Use(async (context, next) =>
        {
            CloseIfTargetIsTelling(context);
            connections.Note(context);
            try
            {
                await next(context);
            }
            finally
            {
                if (!context.GetEndpoint().IsPolled())
                {
                    scrub.NoteEnd();
                }
                else
                {
                    scrub.NoteTraces();
                }
            }
        });
    }

    /// <summary>Maps what monitoring asks for by GET or HEAD: see <see cref="IsPolled{TBuilder}"/>.</summary>
    public static IEndpointConventionBuilder MapPolled(this WebApplication app, string path, RequestDelegate answer) =>
        app.MapMethods(path, Get, answer).IsPolled();

    /// <summary>
    /// Marks what monitoring asks for every few moments: its requests carry nothing of a person and neither start a scrub nor postpone one.
    /// </summary>
    public static TBuilder IsPolled<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new PolledAttribute());

    /// <summary>Whether monitoring asks for this every few moments.</summary>
    public static bool IsPolled(this Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<PolledAttribute>() is not null;

    private static void BindByListeningSockets(this IServiceCollection services) =>
        services.AddOptions<SocketTransportOptions>().Configure<ListeningSockets>(
            static (transport, sockets) => transport.CreateBoundListenSocket = sockets.Bind);

    // The web server uses what sends for one connection again for others, and that keeps the last connection's socket with its address.
    private static void Forget(EndPoint? client)
    {
        if (client is IPEndPoint endPoint)
        {
            IPAddress address = endPoint.Address;
            endPoint.Address = IPAddress.Any;
            endPoint.Port = 0;
            SpentAddress.Erase(address);
        }
    }

    // Kestrel keeps the target of a connection's last request until the next one. The routes themselves tell nothing; a query, which
    // no route reads, or a path that is no route may hold anything, so that the connection ends with the answer.
    private static void CloseIfTargetIsTelling(HttpContext context)
    {
        if (HttpProtocol.IsHttp11(context.Request.Protocol) && (context.Request.QueryString.HasValue || context.GetEndpoint() is null))
        {
            // As the answer starts, lest an error's answer loses the header again.
            context.Response.OnStarting(static state =>
            {
                ((HttpResponse)state).Headers.Connection = "close";
                return Task.CompletedTask;
            }, context.Response);
        }
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class PolledAttribute : Attribute;
}
