using Microsoft.AspNetCore.Mvc;

namespace Iris.Server.V1;

/// <summary>Registers the paths under <c>/v1</c> that compare.</summary>
internal static class V1Services
{
    public static void AddV1(this IServiceCollection services)
    {
        services.AddSingleton<CompareEndpoint>();
        services.AddSingleton<VerifyEndpoint>();
        services.AddSingleton<FacesEndpoint>();
    }

    public static void MapV1(this WebApplication app)
    {
        Map(app, "/v1/compare", app.Services.GetRequiredService<CompareEndpoint>().HandleAsync);
        Map(app, "/v1/verify", app.Services.GetRequiredService<VerifyEndpoint>().HandleAsync);
        Map(app, "/v1/faces", app.Services.GetRequiredService<FacesEndpoint>().HandleAsync);
    }

    // The body's bytes are counted as they are taken: Kestrel would also count the framing of chunks.
    private static void Map(WebApplication app, string path, RequestDelegate handler) =>
        app.MapPost(path, handler).WithMetadata(new DisableRequestSizeLimitAttribute());
}
