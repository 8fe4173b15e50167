using Iris.Server.Admission;
using Microsoft.Extensions.Options;

namespace Iris.Server.Shutdown;

/// <summary>Registers how long the server finishes what it has begun.</summary>
internal static class ShutdownServices
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    public static void AddShutdown(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<ShutdownOptions, ShutdownOptionsValidator>(configuration, ShutdownOptions.Section);
        services.AddOptions<HostOptions>().Configure<IOptions<ShutdownOptions>>(
            static (host, options) => host.ShutdownTimeout = options.Value.Timeout);
    }

    /// <summary>
    /// Waits until the server has been told to stop and nothing is in work. What was broken off comes to its end a little after its
    /// connection, with the picture that a codec or a network is at: their memory must not be freed before.
    /// </summary>
    public static async Task WaitForEndAsync(this WebApplication app)
    {
        await app.WaitForShutdownAsync();
        Capacity capacity = app.Services.GetRequiredService<Capacity>();
        while (capacity.Clients > 0)
        {
            await Task.Delay(PollInterval);
        }
    }
}
