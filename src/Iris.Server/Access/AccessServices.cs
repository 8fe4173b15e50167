using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Iris.Server.Access;

/// <summary>
/// Registers who may ask. Without a configured scheme everybody; with one, whoever one of them lets in, but for routes marked by
/// <c>AllowAnonymous</c>.
/// </summary>
internal static class AccessServices
{
    public static void AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<AccessOptions, AccessOptionsValidator>(configuration, AccessOptions.Section);
        services.AddValidatedOptions<JwtOptions, JwtOptionsValidator>(configuration, JwtOptions.Section);
        services.AddValidatedOptions<ClientCertificateOptions, ClientCertificateOptionsValidator>(configuration, ClientCertificateOptions.Section);
        var schemes = AccessSchemes.Of(configuration);
        services.AddSingleton(schemes);
        if (!schemes.Any)
        {
            return;
        }

        AuthenticationBuilder authentication = services.AddAuthentication(AnyCredentialHandler.Name);
        authentication.AddScheme<AuthenticationSchemeOptions, AnyCredentialHandler>(AnyCredentialHandler.Name, configureOptions: null);
        if (schemes.Keys)
        {
            services.AddSingleton<ApiKeys>();
            authentication.AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.Name, configureOptions: null);
        }

        if (schemes.Tokens)
        {
            authentication.AddTokens();
        }

        if (schemes.Certificates)
        {
            services.AddSingleton<ClientCertificates>();
            services.AddOptions<KestrelServerOptions>().Configure<ClientCertificates>(
                static (kestrel, certificates) => kestrel.ConfigureHttpsDefaults(certificates.Ask));
            authentication.AddScheme<AuthenticationSchemeOptions, ClientCertificateHandler>(ClientCertificateHandler.Name, configureOptions: null);
        }

        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder()
            .RequireAuthenticatedUser()
            .RequireAssertion(static context => context.User.Identity is ClientIdentity { IsAllowed: true })
            .Build());
    }

    /// <summary>Finds out whose a request is, before it is counted.</summary>
    public static void UseIdentification(this WebApplication app)
    {
        if (app.Services.GetRequiredService<AccessSchemes>().Any)
        {
            app.UseAuthentication();
        }
    }

    /// <summary>Refuses whoever may not ask, after it has been counted.</summary>
    public static void UseAccess(this WebApplication app)
    {
        AccessSchemes schemes = app.Services.GetRequiredService<AccessSchemes>();
        if (schemes.Any)
        {
            app.UseAuthorization();
        }

        // Now rather than with the first request: a file that cannot be read keeps the server from starting.
        if (schemes.Keys)
        {
            app.Services.GetRequiredService<ApiKeys>();
        }

        app.Lifetime.ApplicationStarted.Register(() => ExposureWarning.Check(app, schemes));
    }
}
