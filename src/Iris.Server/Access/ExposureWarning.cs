using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Iris.Server.Access;

/// <summary>Warns whoever lets everybody in, or has credentials sent in clear, on an address that other machines can reach.</summary>
internal static class ExposureWarning
{
    /// <summary>Looks where the server listens.</summary>
    public static void Check(WebApplication app, AccessSchemes schemes)
    {
        ILogger logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(Log.Category);
        BindingAddress[] exposed = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .Select(BindingAddress.Parse)
            .Where(static address => !IsOfThisMachine(address.Host))];
        if (exposed.Length > 0 && !schemes.Any)
        {
            Log.OpenToAll(logger);
        }
        else if ((schemes.Keys || schemes.Tokens) && exposed.Any(static address => address.Scheme == Uri.UriSchemeHttp))
        {
            Log.CredentialsInClear(logger);
        }
    }

    private static bool IsOfThisMachine(string host) =>
        host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
}
