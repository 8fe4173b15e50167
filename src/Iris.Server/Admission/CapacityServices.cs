using Iris.Server.Comparison;
using Iris.Server.Fetching;
using Microsoft.Extensions.Options;

namespace Iris.Server.Admission;

/// <summary>Registers what bounds the work under way.</summary>
internal static class CapacityServices
{
    private const long Mebibyte = 1024 * 1024;

    // What the networks take for each picture in work beyond the first, which the warm-up has shown: 20 MB were measured with the default pack on
    // the processor, and what a pack of larger networks takes is not known (docs/operations.md says so); and
    // free blocks that are kept for the next picture, 24 MiB. The rest is to spare.
    private const long BytesPerCore = 88 * Mebibyte;

    // The managed heap between two collections, free blocks kept where there is one core (32 MiB), what the C library has not given back yet.
    private const long RestBytes = 128 * Mebibyte;

    public static void AddCapacity(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<CapacityOptions, CapacityOptionsValidator>(configuration, CapacityOptions.Section);
        services.AddSingleton<IValidateOptions<CapacityOptions>, LargestRequestFits>();
        services.AddSingleton<Capacity>();
        services.AddSingleton<PictureMemory>();

        // More pictures at a time than there are cores would only slow each other down.
        services.AddSingleton(static _ => new FairGate(Environment.ProcessorCount));
    }

    /// <summary>Logs how much memory the process takes at most, now that it is warm, if its networks are no larger than the default pack's.</summary>
    public static void AnnounceMemory(this WebApplication app)
    {
        CapacityOptions capacity = app.Services.GetRequiredService<IOptions<CapacityOptions>>().Value;
        RequestOptions requests = app.Services.GetRequiredService<IOptions<RequestOptions>>().Value;
        long connections = (long)requests.MaxConnections * RequestLimits.MaxBytesPerConnection;
        long program = Environment.WorkingSet + RestBytes + (Environment.ProcessorCount * BytesPerCore);
        Log.MemoryBounded(
            app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(Log.Category),
            (capacity.MemoryBudget + connections + program) / Mebibyte,
            capacity.MemoryBudget / Mebibyte,
            connections / Mebibyte,
            program / Mebibyte);
    }

    /// <summary>A request that is within every other limit must not be refused for its size on an idle server.</summary>
    private sealed class LargestRequestFits(
        IOptions<ComparisonOptions> comparison, IOptions<FetchOptions> fetch, IOptions<PictureOptions> pictures) : IValidateOptions<CapacityOptions>
    {
        public ValidateOptionsResult Validate(string? name, CapacityOptions options)
        {
            // A buffer that grows is there twice for a moment.
            long received = 2L * Math.Max(comparison.Value.MaxRequestBytes, fetch.Value.MaxPictureBytes);
            long needed = Math.Max(4 * received, 2 * pictures.Value.MaxDecodeBytes);
            return options.MemoryBudget >= needed
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(
                    $"{CapacityOptions.Section}:{nameof(CapacityOptions.MemoryBudget)}: the largest request and picture that are allowed "
                    + FormattableString.Invariant($"take a budget of at least {needed} bytes"));
        }
    }
}
