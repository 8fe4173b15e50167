using Iris.Server.Privacy.Confinement;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Iris.Server.Privacy;

/// <summary>Registers what keeps requests from leaving traces in the process.</summary>
internal static class PrivacyServices
{
    private static readonly string[] Get = [HttpMethods.Get, HttpMethods.Head];

    public static void AddPrivacy(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<PrivacyOptions, PrivacyOptionsValidator>(configuration, PrivacyOptions.Section);
        services.AddSingleton<ZeroingMemoryPoolFactory>();
        services.AddSingleton<IMemoryPoolFactory<byte>>(static provider => provider.GetRequiredService<ZeroingMemoryPoolFactory>());
        services.AddSingleton<IdleScrub>();
    }

    public static void UsePrivacy(this WebApplication app)
    {
        IdleScrub scrub = app.Services.GetRequiredService<IdleScrub>();
        app.Use(async (context, next) =>
        {
            CloseIfTargetIsTelling(context);
            scrub.Enter();
            try
            {
                await next(context);
            }
            finally
            {
                scrub.Leave();
            }
        });
    }

    public static void MapPrivacy(this WebApplication app) => app.MapMethods("/v1/privacy", Get, static (HttpContext context) =>
        context.Response.WriteAsJsonAsync(PrivacyInspector.Inspect(), PrivacyJson.Default.PrivacyReport));

    /// <summary>
    /// Has the kernel close the process to what serving does not need, and logs what is enforced from then on. It concerns the whole
    /// process, and for good.
    /// </summary>
    /// <exception cref="PrivacyRequirementException">Something that the operator requires is missing.</exception>
    public static void Seal(this WebApplication app)
    {
        PrivacyOptions options = app.Services.GetRequiredService<IOptions<PrivacyOptions>>().Value;
        ProcessConfinement.Seal(options.AllowInspection);

        PrivacyReport report = PrivacyInspector.Inspect();
        string missing = string.Join("; ", report.Invariants
            .Where(invariant => !invariant.Enforced)
            .Select(invariant => $"{invariant.Id}: {string.Join(", ", invariant.Missing)}"));
        if (options.Require == PrivacyRequirement.All && !report.AllEnforced)
        {
            throw new PrivacyRequirementException(missing);
        }

        ILogger logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(Log.Category);
        Log.PrivacyEnforced(logger, string.Join(", ", report.Invariants.Where(invariant => invariant.Enforced).Select(invariant => invariant.Id)));
        if (!report.AllEnforced)
        {
            Log.PrivacyMissing(logger, missing);
        }
    }

    // Kestrel keeps the target of a connection's last request until the next one. The routes themselves tell nothing; a query, which
    // no route reads, or a path that is no route may hold anything, so that the connection ends with the answer.
    private static void CloseIfTargetIsTelling(HttpContext context)
    {
        if (HttpProtocol.IsHttp11(context.Request.Protocol) && (context.Request.QueryString.HasValue || context.GetEndpoint() is null))
        {
            // As the answer starts, lest an error's answer loses the header again.
            context.Response.OnStarting(static state =>
            {
                ((HttpResponse)state).Headers.Connection = "close";
                return Task.CompletedTask;
            }, context.Response);
        }
    }
}
