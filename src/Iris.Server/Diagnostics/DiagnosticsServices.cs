using Iris.Server.Privacy;
using Iris.Server.Problems;
using Microsoft.AspNetCore.Connections;

namespace Iris.Server.Diagnostics;

/// <summary>Registers <c>GET /stats</c> and <c>GET /v1/status</c>, and what is logged.</summary>
internal static class DiagnosticsServices
{
    public static void AddDiagnostics(this IServiceCollection services)
    {
        services.AddSingleton<RequestStatistics>();
        services.AddSingleton<StatusReader>();
    }

    public static void MapDiagnostics(this WebApplication app)
    {
        app.MapPolled("/stats", static context => context.Response.WriteAsJsonAsync(
            context.RequestServices.GetRequiredService<RequestStatistics>().Read(), DiagnosticsJson.Default.RequestCounts));
        app.MapPolled("/v1/status", static context => context.Response.WriteAsJsonAsync(
            context.RequestServices.GetRequiredService<StatusReader>().Read(), DiagnosticsJson.Default.ServerStatus));
    }

    /// <summary>
    /// Lets through what Iris itself logs and where the host listens, and nothing else at any level: the framework logs paths, hosts,
    /// addresses and exceptions of requests. <c>Logging:LogLevel:Default</c> sets the level of what is let through.
    /// </summary>
    public static void AddQuietLogging(this WebApplicationBuilder builder)
    {
        ConfigurationManager configuration = builder.Configuration;
        builder.Services.PostConfigure<LoggerFilterOptions>(filter =>
        {
            LogLevel level = configuration.GetValue("Logging:LogLevel:Default", LogLevel.Information);
            filter.Rules.Clear();
            filter.Rules.Add(new LoggerFilterRule(providerName: null, categoryName: null, LogLevel.None, filter: null));
            filter.Rules.Add(new LoggerFilterRule(providerName: null, Log.Category, level, filter: null));
            filter.Rules.Add(new LoggerFilterRule(providerName: null, "Microsoft.Hosting.Lifetime", level, filter: null));
        });
    }

    /// <summary>
    /// Ends a request that met a bug with an empty 500, or breaks its answer off where that has begun, and logs the kind of exception alone: its
    /// message may hold what came with the request.
    /// </summary>
    public static void UseSilentErrors(this WebApplication app)
    {
        ILogger logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(Log.Category);
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (Exception exception)
                when (context.RequestAborted.IsCancellationRequested || exception is ConnectionResetException or OperationCanceledException)
            {
                // The client is gone, or the server ends: nobody to answer. Kestrel may tell the reader of a body before it cancels the token.
                context.Abort();
            }
            catch (BadHttpRequestException exception) when (!context.Response.HasBegun())
            {
                context.Response.Clear();
                context.Response.StatusCode = exception.StatusCode;
            }
            catch (Exception exception)
            {
                Log.RequestFailed(logger, exception.GetType().Name);
                Fail(context);
            }
        });
    }

    // What has been written cannot be taken back, and whatever came after it would be read together with it: names and landmarks, then an error.
    private static void Fail(HttpContext context)
    {
        if (context.Response.HasBegun())
        {
            context.Features.Set(Problem.Internal);
            context.Abort();
            return;
        }

        context.Response.Clear();
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }
}
