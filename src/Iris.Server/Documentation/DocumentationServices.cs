using System.Net.Mime;
using System.Reflection;
using Iris.Server.Privacy;
using Microsoft.Extensions.Options;
using Scalar.AspNetCore;

namespace Iris.Server.Documentation;

/// <summary>
/// Registers the description of the interface: <c>/openapi/v1.json</c> for programs, and <c>/docs</c>, a page that reads it, for people.
/// They are written by hand or come with a package, and are served as they are: nothing is made of the running code. Their routes have no
/// parameters, for Kestrel keeps the path of a connection's last request.
/// </summary>
internal static class DocumentationServices
{
    /// <summary>Where the document is.</summary>
    public const string DocumentPath = "/openapi/v1.json";

    /// <summary>Where the page is.</summary>
    public const string PagePath = "/docs";

    /// <summary>Where the page's script is.</summary>
    public const string ScriptPath = "/docs/scalar.js";

    /// <summary>
    /// What the page may do: run its own script and ask its own server. The script sets styles on elements, which cannot be named one by one.
    /// </summary>
    public const string PagePolicy =
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'unsafe-inline'; img-src 'self' data: blob:; font-src data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void AddDocumentation(this IServiceCollection services, IConfiguration configuration) =>
        services.AddValidatedOptions<DocumentationOptions, DocumentationOptionsValidator>(configuration, DocumentationOptions.Section);

    public static void MapDocumentation(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<IOptions<DocumentationOptions>>().Value.Enabled)
        {
            return;
        }

        Assembly server = typeof(DocumentationServices).Assembly;
        app.Map(DocumentPath, new EmbeddedFile(server, "openapi.json", MediaTypeNames.Application.Json));
        app.Map(PagePath, new EmbeddedFile(server, "docs.html", "text/html; charset=utf-8") { ContentSecurityPolicy = PagePolicy });
        app.Map(ScriptPath, new EmbeddedFile(typeof(ScalarOptions).Assembly, "ScalarStaticAssets.scalar.js", MediaTypeNames.Text.JavaScript)
        {
            IsCompressed = true,
        });
    }

    private static void Map(this WebApplication app, string path, EmbeddedFile file) =>
        app.MapPolled(path, file.WriteAsync).AllowAnonymous();
}
