using System.Net;

namespace Iris.Server.Fetching;

/// <summary>Registers the client that fetches pictures.</summary>
internal static class FetchServices
{
    public static void AddFetching(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<FetchOptions, FetchOptionsValidator>(configuration, FetchOptions.Section);
        services.AddSingleton(static provider => new HostLookup(Dns.GetHostAddresses, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<PictureFetcher>();
    }
}
