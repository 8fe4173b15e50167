using Iris.Server.Settings;
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
        services.AddSingleton(new SettingSection(section, typeof(TOptions), static (provider, options) => CheckFurther<TOptions, TValidator>(provider, options)));
    }

    // The generated validator tells what the attributes say, which is told better from the attributes.
    private static IEnumerable<string> CheckFurther<TOptions, TValidator>(IServiceProvider services, object options)
        where TOptions : class =>
        services.GetServices<IValidateOptions<TOptions>>()
            .Where(static validator => validator is not TValidator)
            .SelectMany(validator => validator.Validate(Options.DefaultName, (TOptions)options).Failures ?? []);
}
