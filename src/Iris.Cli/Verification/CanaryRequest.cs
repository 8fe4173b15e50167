using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Iris.Cli.Verification;

/// <summary>A request in which every part carries bytes that occur nowhere else, and what these look like in memory.</summary>
internal sealed class CanaryRequest
{
    public const string Target = "johns/John_Salley/000179_02159509.jpg";
    public const string Candidate = "johns/John_Salley/000183_02159543.jpg";

    private const int CanaryBytes = 24;

    private readonly string _name = Unique("name");
    private readonly string _header = Unique("header");
    private readonly string _query = Unique("query");

    /// <param name="fillerBytes">How much the picture has after its canary.</param>
    public CanaryRequest(int fillerBytes = 3_000)
    {
        // After a JPEG's end anything may follow. On a multiple of 3, so that the canary has a base64 of its own.
        byte[] jpeg = Read(Candidate);
        byte[] canary = RandomNumberGenerator.GetBytes(CanaryBytes);
        Picture = [.. jpeg, .. new byte[3 - (jpeg.Length % 3)], .. canary, .. new byte[fillerBytes]];
        Path = "/" + Unique("path");
        InBody = new()
        {
            ["picture"] = canary,
            ["picture in base64"] = Encoding.ASCII.GetBytes(Convert.ToBase64String(canary)),
        };
        AddText(InBody, "name", _name);
        InHead = [];
        AddText(InHead, "header", _header);
        AddText(InHead, "query", _query);
        InUrl = [];
        AddText(InUrl, "URL", Path);
    }

    /// <summary>A picture of <see cref="Candidate"/> with a canary.</summary>
    public byte[] Picture { get; }

    /// <summary>A path to serve the picture under.</summary>
    public string Path { get; }

    /// <summary>The canaries of the body: picture, base64 and name.</summary>
    public Dictionary<string, byte[]> InBody { get; }

    /// <summary>The canaries of the request's head, which the web server keeps as strings until they are collected.</summary>
    public Dictionary<string, byte[]> InHead { get; }

    /// <summary>The canaries of a picture's URL.</summary>
    public Dictionary<string, byte[]> InUrl { get; }

    public Dictionary<string, byte[]> All => new(InBody.Concat(InHead).Concat(InUrl));

    /// <summary>The body with the picture in it.</summary>
    public string BodyWithPicture() => Body("data:image/jpeg;base64," + Convert.ToBase64String(Picture));

    /// <summary>The body with the picture's address.</summary>
    public string BodyWithUrl(PictureServer server) => Body(server.Url(Path[1..]));

    public string Body(string image) => new JsonObject
    {
        ["target_url"] = "data:image/jpeg;base64," + Convert.ToBase64String(Read(Target)),
        ["people"] = new JsonArray(new JsonObject { ["name"] = _name, ["image_url"] = image }),
    }.ToJsonString();

    /// <summary>Sends a body with this request's head, and returns the answer's status and text.</summary>
    public async Task<(int Status, string Text)> SendAsync(HttpClient client, string body, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri($"/compare?{_query}", UriKind.Relative))
        {
            Content = new StringContent(body, new MediaTypeHeaderValue("application/json")),
            Headers = { { "User-Agent", _header }, { "X-Other", _header } },
        };
        using HttpResponseMessage response = await client.SendAsync(message, cancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>The answer that this request gets when all is well.</summary>
    public (int Status, string Text) Match =>
        (200, $$$"""{"matches":[{"name":"{{{_name}}}","probability":94}]}""");

    private static byte[] Read(string picture)
    {
        using Stream resource = typeof(CanaryRequest).Assembly.GetManifestResourceStream(picture)
            ?? throw new InvalidOperationException($"The program lacks its picture {picture}.");
        byte[] bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }

    private static string Unique(string part) => part + Convert.ToHexString(RandomNumberGenerator.GetBytes(12));

    private static void AddText(Dictionary<string, byte[]> canaries, string name, string text)
    {
        canaries[name] = Encoding.UTF8.GetBytes(text);
        canaries[name + " in UTF-16"] = Encoding.Unicode.GetBytes(text);
    }
}
