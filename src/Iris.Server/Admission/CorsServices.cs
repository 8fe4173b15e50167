using System.ComponentModel.DataAnnotations;
using Iris.Server.Access;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Iris.Server.Admission;

/// <summary>Which pages of other origins may call the server. Configuration section <c>Iris:Cors</c>. Credentials are never allowed.</summary>
internal sealed class CorsSettings
{
    public const string Section = "Iris:Cors";
    public const string AnyOrigin = "*";

    /// <summary>The allowed origins, separated by commas; <c>*</c>, the default, for all of them; empty for none.</summary>
    [Required(AllowEmptyStrings = true)]
    public string Origins { get; set; } = AnyOrigin;

    /// <summary>Whether pages of every origin may call.</summary>
    public bool AllowsAnyOrigin => Origins.Contains(AnyOrigin, StringComparison.Ordinal);

    /// <summary>The allowed methods, separated by commas. Default <c>GET, POST</c>.</summary>
    [Required]
    public string Methods { get; set; } = "GET, POST";

    /// <summary>
    /// The allowed request headers, separated by commas. Default <c>Content-Type</c>, <c>X-Api-Key</c> where API keys are configured and
    /// <c>Authorization</c> where tokens are.
    /// </summary>
    public string? Headers { get; set; }
}

[OptionsValidator]
internal sealed partial class CorsSettingsValidator : IValidateOptions<CorsSettings>;

/// <summary>Registers the cross-origin policy.</summary>
internal static class CorsServices
{
    // What a page may read of an answer beside its body.
    private static readonly string[] Exposed = [HeaderNames.RetryAfter, RateLimitServices.LimitHeader, RateLimitServices.PolicyHeader];

    public static void AddIrisCors(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<CorsSettings, CorsSettingsValidator>(configuration, CorsSettings.Section);
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<CorsSettings>, AccessSchemes>(static (cors, settings, schemes) =>
            cors.AddDefaultPolicy(policy => policy
                .WithOrigins(settings.Value.AllowsAnyOrigin ? [CorsSettings.AnyOrigin] : SettingList.Split(settings.Value.Origins))
                .WithMethods(SettingList.Split(settings.Value.Methods))
                .WithHeaders(settings.Value.Headers is { } headers ? SettingList.Split(headers) : DefaultHeaders(schemes))
                .WithExposedHeaders(Exposed)));
    }

    public static void UseIrisCors(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<CorsSettings>>().Value.AllowsAnyOrigin)
        {
            // The framework adds the header only to requests that name an origin; the contract has it on every answer.
            app.Use(static (context, next) =>
            {
                context.Response.OnStarting(static state =>
                {
                    ((HttpResponse)state).Headers.AccessControlAllowOrigin = CorsSettings.AnyOrigin;
                    return Task.CompletedTask;
                }, context.Response);
                return next(context);
            });
        }

        app.UseCors();
    }

    private static string[] DefaultHeaders(AccessSchemes schemes) =>
    [
        HeaderNames.ContentType,
        .. schemes.Keys ? [ApiKeyText.Header] : (string[])[],
        .. schemes.Tokens ? [HeaderNames.Authorization] : (string[])[],
    ];
}
