using System.Net.Mime;
using System.Reflection;
using Iris.Server.Privacy;
using Microsoft.Extensions.Options;

namespace Iris.Server.WebConsole;

/// <summary>
/// Registers the console, a page at <c>/</c> for people, and its files below <c>/console</c>. All are a part of the program and the same for
/// everybody; what the page shows it asks the interface for, as any client does. Their routes have no parameters, for Kestrel keeps the path of
/// a connection's last request.
/// </summary>
internal static class WebConsoleServices
{
    /// <summary>Where the page is.</summary>
    public const string PagePath = "/";

    /// <summary>What the paths of its files begin with.</summary>
    public const string FilePrefix = "/console/";

    /// <summary>
    /// What the page may do: run its own scripts, ask its own server, show pictures that it holds itself. No text becomes a script or a piece of
    /// the page.
    /// </summary>
    public const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; form-action 'none'; base-uri 'none'; "
        + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    /// <summary>What of the machine it may use: the camera, when somebody asks it to.</summary>
    public const string PermissionsPolicy =
        "camera=(self), clipboard-write=(self), accelerometer=(), autoplay=(), clipboard-read=(), display-capture=(), geolocation=(), "
        + "gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), "
        + "publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()";

    private const string ResourcePrefix = "console/";
    private const string Page = ResourcePrefix + "index.html";

    public static void AddWebConsole(this IServiceCollection services, IConfiguration configuration) =>
        services.AddValidatedOptions<WebConsoleOptions, WebConsoleOptionsValidator>(configuration, WebConsoleOptions.Section);

    public static void MapWebConsole(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<IOptions<WebConsoleOptions>>().Value.Enabled)
        {
            return;
        }

        EmbeddedFile page = Open(Page, PagePolicy);
        app.MapFree(PagePath, context =>
        {
            context.Response.Headers["Permissions-Policy"] = PermissionsPolicy;
            context.Response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
            return page.WriteAsync(context);
        });
        foreach (string name in Assembly.GetManifestResourceNames())
        {
            if (name.StartsWith(ResourcePrefix, StringComparison.Ordinal) && name != Page)
            {
                app.MapFree(FilePrefix + name[ResourcePrefix.Length..], Open(name).WriteAsync);
            }
        }
    }

    private static Assembly Assembly => typeof(WebConsoleServices).Assembly;

    // A browser that may not keep the page does not bring it back with its pictures when somebody else goes back to it.
    private static EmbeddedFile Open(string name, string? policy = null) =>
        new(Assembly, name, ContentTypeOf(name)) { ContentSecurityPolicy = policy, MayBeKept = false };

    // The page has more files than a client without credentials may ask for at once, and somebody who opens it must be able to compare.
    private static void MapFree(this WebApplication app, string path, RequestDelegate answer) =>
        app.MapPolled(path, answer).AllowAnonymous().DisableRateLimiting();

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => MediaTypeNames.Image.Svg,
        _ => throw new InvalidOperationException($"{name} has a type that the console does not know."),
    };
}
