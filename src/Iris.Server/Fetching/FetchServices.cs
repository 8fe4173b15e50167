using Microsoft.Extensions.Options;

namespace Iris.Server.Fetching;

/// <summary>Registers the client that fetches pictures.</summary>
internal static class FetchServices
{
    public static void AddFetching(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<FetchOptions>().Bind(configuration.GetSection(FetchOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<FetchOptions>, FetchOptionsValidator>();
        services.AddSingleton<PictureFetcher>();
    }
}
