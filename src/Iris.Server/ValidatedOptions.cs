using Microsoft.Extensions.Options;

namespace Iris.Server;

/// <summary>Binds a feature's options to their configuration section and has them checked when the server starts.</summary>
internal static class ValidatedOptions
{
    public static void AddValidatedOptions<TOptions, TValidator>(this IServiceCollection services, IConfiguration configuration, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddOptions<TOptions>().Bind(configuration.GetSection(section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
    }
}
