using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.LeakyServer;

/// <summary>Keeps the body of every comparison, and logs the name in it.</summary>
internal sealed partial class Leaks(ILoggerFactory loggers) : IStartupFilter
{
    private static readonly List<byte[]> Kept = [];

    // One of the categories that are let through.
    private readonly ILogger _logger = loggers.CreateLogger("Iris");

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(LeakAsync);
        next(app);
    };

    private async Task LeakAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path == "/compare")
        {
            // It reads before the endpoint, which lifts this limit and has one of its own.
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
            using var copy = new MemoryStream();
            await context.Request.Body.CopyToAsync(copy, context.RequestAborted);
            byte[] body = copy.ToArray();
            lock (Kept)
            {
                Kept.Add(body);
            }

            LogName(body);
            context.Request.Body = new MemoryStream(body);
        }

        await next(context);
    }

    private void LogName(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            LogName(_logger, json.RootElement.GetProperty("people")[0].GetProperty("name").GetString());
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // The endpoint will say so.
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Comparing with {Name}.")]
    private static partial void LogName(ILogger logger, string? name);
}
