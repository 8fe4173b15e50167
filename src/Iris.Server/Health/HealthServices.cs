using Iris.Server.Privacy;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Iris.Server.Health;

/// <summary>
/// Registers <c>/health</c>, <c>/health/live</c> and <c>/health/ready</c>. Orchestrators and load balancers ask them: they need no credentials
/// and are never limited.
/// </summary>
internal static class HealthServices
{
    public static void AddHealth(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<HealthOptions, HealthOptionsValidator>(configuration, HealthOptions.Section);
        services.AddSingleton<EngineCheck>();
        services.AddHealthChecks().AddCheck<EngineCheck>("engine");
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapPolled("/health", static context => TypedResults.Text("OK").ExecuteAsync(context)).IsAlwaysAnswered();
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = static _ => false }).IsPolled().IsAlwaysAnswered();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteAsync }).IsPolled().IsAlwaysAnswered();
    }

    private static void IsAlwaysAnswered(this IEndpointConventionBuilder endpoint) => endpoint.AllowAnonymous().DisableRateLimiting();

    // Unhealthy: the engine took too long
    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(
            string.Join(": ", [report.Status, .. report.Entries.Values.Select(static entry => entry.Description).OfType<string>()]),
            context.RequestAborted);
    }
}
