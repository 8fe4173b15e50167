using System.Globalization;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Iris.Server.Access;

/// <summary>
/// Tells browsers on every answer to do nothing with it but hand it to the page that asked. A route that answers with a page sets what it needs
/// itself: a header that an answer has already stays.
/// </summary>
internal static class SecurityHeaders
{
    public static void UseSecurityHeaders(this WebApplication app)
    {
        TimeSpan maxAge = app.Services.GetRequiredService<IOptions<AccessOptions>>().Value.HstsMaxAge;
        string transport = string.Create(CultureInfo.InvariantCulture, $"max-age={(long)maxAge.TotalSeconds}");
        Func<object, Task> add = context =>
        {
            Add((HttpContext)context, transport);
            return Task.CompletedTask;
        };
        app.Use((context, next) =>
        {
            context.Response.OnStarting(add, context);
            return next(context);
        });
    }

    private static void Add(HttpContext context, string transport)
    {
        IHeaderDictionary headers = context.Response.Headers;
        SetUnlessSet(headers, "X-Content-Type-Options", "nosniff");
        SetUnlessSet(headers, "Referrer-Policy", "no-referrer");
        SetUnlessSet(headers, "Cache-Control", "no-store");
        SetUnlessSet(headers, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");

        // Of pages of other origins, as an image or a script; whoever asks by CORS is not concerned.
        SetUnlessSet(headers, "Cross-Origin-Resource-Policy", "same-origin");

        // A browser would hold it against every other server on this machine.
        if (context.Request.IsHttps && context.Request.Host.Host != "localhost")
        {
            SetUnlessSet(headers, "Strict-Transport-Security", transport);
        }
    }

    private static void SetUnlessSet(IHeaderDictionary headers, string name, string value)
    {
        if (StringValues.IsNullOrEmpty(headers[name]))
        {
            headers[name] = value;
        }
    }
}
