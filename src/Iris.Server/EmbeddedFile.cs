using System.IO.Compression;
using System.Reflection;
using Microsoft.Net.Http.Headers;

namespace Iris.Server;

/// <summary>A file that is part of an assembly, where the system maps it into memory: no copy of it is kept.</summary>
/// <param name="assembly">The assembly.</param>
/// <param name="name">The file's name there.</param>
/// <param name="contentType">What it is.</param>
internal sealed class EmbeddedFile(Assembly assembly, string name, string contentType)
{
    /// <summary>Whether it is compressed by gzip.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>What a browser lets it do; null for what it lets any file of the server's do.</summary>
    public string? ContentSecurityPolicy { get; init; }

    /// <summary>Whether a browser may keep it, to ask again whether it still is the same: another version of the program has other files.</summary>
    public bool MayBeKept { get; init; } = true;

    /// <summary>Answers with the file.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        response.ContentType = contentType;
        response.Headers.CacheControl = MayBeKept ? "no-cache" : "no-store";
        if (ContentSecurityPolicy is not null)
        {
            response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        }

        await using Stream file = Open();
        if (IsCompressed)
        {
            response.Headers.Vary = HeaderNames.AcceptEncoding;
            if (!TakesGzip(context.Request))
            {
                await using var text = new GZipStream(file, CompressionMode.Decompress);
                await text.CopyToAsync(response.Body, context.RequestAborted);
                return;
            }

            response.Headers.ContentEncoding = "gzip";
        }

        response.ContentLength = file.Length;
        await file.CopyToAsync(response.Body, context.RequestAborted);
    }

    private Stream Open() => assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no {name}.");

    private static bool TakesGzip(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out IList<StringWithQualityHeaderValue>? encodings)
        && encodings.Any(encoding => encoding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && encoding.Quality is null or > 0);
}
