using Iris.Server.Comparison;
using Iris.Server.Fetching;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Iris.Server.Admission;

/// <summary>Registers what bounds the work under way.</summary>
internal static class CapacityServices
{
    public static void AddCapacity(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<CapacityOptions, CapacityOptionsValidator>(configuration, CapacityOptions.Section);
        services.AddSingleton<IValidateOptions<CapacityOptions>, LargestRequestFits>();
        services.TryAddSingleton<ClientKey>();
        services.AddSingleton<Capacity>();
        services.AddSingleton<PictureMemory>();

        // More pictures at a time than there are cores would only slow each other down.
        services.AddSingleton(static _ => new FairGate(Environment.ProcessorCount));
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
