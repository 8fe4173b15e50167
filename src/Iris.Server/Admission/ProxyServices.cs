using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Iris.Server.Admission;

/// <summary>Registers which reverse proxies are believed when they say in <c>X-Forwarded-For</c> whom a request is from.</summary>
internal static class ProxyServices
{
    public static void AddIrisProxy(this IServiceCollection services, IConfiguration configuration) =>
        services.AddValidatedOptions<ProxyOptions, ProxyOptionsValidator>(configuration, ProxyOptions.Section);

    /// <summary>Where no proxy is known, the header is not even read.</summary>
    public static void UseIrisProxy(this WebApplication app)
    {
        ProxyOptions options = app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value;
        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor,
            ForwardLimit = options.ForwardLimit,
        };

        // The framework believes loopback, and everybody when both lists are empty.
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (IPAddress proxy in options.Addresses)
        {
            forwarded.KnownProxies.Add(proxy);
        }

        foreach (System.Net.IPNetwork network in options.Networks)
        {
            forwarded.KnownIPNetworks.Add(network);
        }

        if (forwarded.KnownProxies.Count + forwarded.KnownIPNetworks.Count > 0)
        {
            app.UseForwardedHeaders(forwarded);
        }
    }
}
