using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Iris.Cli.Verification;

/// <summary>A request in which every part carries bytes that occur nowhere else, and what these look like in memory.</summary>
internal sealed class CanaryRequest
{
    private const int CanaryBytes = 24;

    // The default would write the plus signs of base64 as \u002B: they would not be found. Quotes, no-break spaces and emoji it escapes.
    private static readonly JsonSerializerOptions Escaping = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Lazy<byte[]> Candidate = new(CanaryFace.Draw);
    private static readonly Lazy<byte[]> Target = new(CanaryFace.Draw);

    private readonly string _header = Unique("header");
    private readonly string _query = Unique("query");

    /// <param name="fillerBytes">How much the picture has after its canary.</param>
    /// <param name="people">How many candidates it has: all with the same picture, each with a name of its own.</param>
    /// <param name="canariesInName">How often a name repeats its canary, so that a piece of it is found as well.</param>
    public CanaryRequest(int fillerBytes = 3_000, int people = 1, int canariesInName = 1)
    {
        // After a JPEG's end anything may follow. On a multiple of 3, so that the canary has a base64 of its own.
        byte[] jpeg = Face;
        byte[] canary = RandomNumberGenerator.GetBytes(CanaryBytes);
        Picture = [.. jpeg, .. new byte[3 - (jpeg.Length % 3)], .. canary, .. new byte[fillerBytes]];
        Path = "/" + Unique("path");
        InBody = new()
        {
            ["picture"] = canary,
            ["picture in base64"] = Encoding.ASCII.GetBytes(Convert.ToBase64String(canary)),
        };
        InName = [];
        string[] names = [.. Enumerable.Range(0, people).Select(static _ => Unique("name"))];
        Names = [.. names.Select(name => string.Concat(Enumerable.Repeat(Hurting(name), canariesInName)))];
        for (int i = 0; i < people; i++)
        {
            AddText(InName, people == 1 ? "name" : $"name {i + 1}", names[i]);
        }

        foreach ((string part, byte[] bytes) in InName)
        {
            InBody[part] = bytes;
        }

        InHead = [];
        AddText(InHead, "header", _header);
        AddText(InHead, "query", _query);
        InUrl = [];
        AddText(InUrl, "URL", Path);
    }

    /// <summary>The picture of the candidate without a canary: the same in all requests of this process, and in no other.</summary>
    public static byte[] Face => Candidate.Value;

    /// <summary>The candidates' names.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The first candidate's name.</summary>
    public string Name => Names[0];

    /// <summary>The picture of the candidate with a canary.</summary>
    public byte[] Picture { get; }

    /// <summary>A path to serve the picture under.</summary>
    public string Path { get; }

    /// <summary>The canaries of the body: picture, base64 and names.</summary>
    public Dictionary<string, byte[]> InBody { get; }

    /// <summary>The canaries of the names alone.</summary>
    public Dictionary<string, byte[]> InName { get; }

    /// <summary>The canaries of the request's head, which the web server keeps as strings until they are collected.</summary>
    public Dictionary<string, byte[]> InHead { get; }

    /// <summary>The canaries of a picture's URL.</summary>
    public Dictionary<string, byte[]> InUrl { get; }

    public Dictionary<string, byte[]> All => new(InBody.Concat(InHead).Concat(InUrl));

    /// <summary>The body with the picture in it.</summary>
    public string BodyWithPicture() => Body("data:image/jpeg;base64," + Convert.ToBase64String(Picture));

    /// <summary>The body with the picture's address.</summary>
    public string BodyWithUrl(PictureServer server) => Body(server.Url(Path[1..]));

    /// <summary>The body with a picture that nobody can decode.</summary>
    public string BodyWithUndecodablePicture() => Body("data:;base64," + Convert.ToBase64String(Picture.AsSpan(3)));

    /// <summary>A body that ends before it should.</summary>
    public string MalformedBody() => BodyWithPicture()[..^1];

    /// <summary>JSON of another shape.</summary>
    public string MisshapenBody() => BodyWithPicture().Replace("people", "person", StringComparison.Ordinal);

    /// <summary>The body with pictures, or the addresses of some: each name has one, each picture a candidate, in turn.</summary>
    public string Body(params string[] images) => new JsonObject
    {
        ["target_url"] = "data:image/jpeg;base64," + Convert.ToBase64String(Target.Value),
        ["people"] = new JsonArray([.. Enumerable.Range(0, Math.Max(Names.Count, images.Length)).Select(i => new JsonObject
        {
            ["name"] = Names[i % Names.Count],
            ["image_url"] = images[i % images.Length],
        })]),
    }.ToJsonString(Escaping);

    /// <summary>Sends a body with this request's head, and returns the answer's status and text.</summary>
    public Task<(int Status, string Text)> SendAsync(HttpClient client, string body, CancellationToken cancellationToken) =>
        SendAsync(client, $"/compare?{_query}", Json(body), accept: null, cancellationToken);

    /// <summary>Asks <c>/v1/faces</c> for the faces of the picture.</summary>
    public Task<(int Status, string Text)> SendForFacesAsync(HttpClient client, CancellationToken cancellationToken) => SendAsync(
        client,
        "/v1/faces",
        Json(new JsonObject { ["image_url"] = "data:;base64," + Convert.ToBase64String(Picture) }.ToJsonString(Escaping)),
        accept: null,
        cancellationToken);

    /// <summary>Sends pictures and names as a form to <c>/v1/compare</c>, the names as those of the files or in a field of their own.</summary>
    /// <param name="client">Sends it.</param>
    /// <param name="namesInField">Whether the names have a field of their own.</param>
    /// <param name="accept">The media type of the answer; null for one document.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<(int Status, string Text)> SendFormAsync(
        HttpClient client, bool namesInField, string? accept, CancellationToken cancellationToken)
    {
        // As browsers send file names, which the header's own type does not.
        var form = new MultipartFormDataContent { HeaderEncodingSelector = static (_, _) => Encoding.UTF8 };
        form.Add(new ByteArrayContent(Target.Value), "target", "target.jpg");
        foreach (string name in Names)
        {
            string escaped = namesInField ? "" : name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
            var file = new ByteArrayContent(Picture);
            file.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"candidates\"; filename=\"{escaped}\"");
            form.Add(file);
        }

        if (namesInField)
        {
            form.Add(new StringContent(new JsonArray([.. Names.Select(static name => JsonValue.Create(name))]).ToJsonString(Escaping)), "names");
        }

        return SendAsync(client, "/v1/compare", form, accept, cancellationToken);
    }

    private static StringContent Json(string body) => new(body, new MediaTypeHeaderValue("application/json"));

    private async Task<(int Status, string Text)> SendAsync(
        HttpClient client, string path, HttpContent content, string? accept, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Version = client.DefaultRequestVersion,
            VersionPolicy = client.DefaultVersionPolicy,
            Content = content,
            Headers = { { "User-Agent", _header }, { "X-Other", _header } },
        };
        if (accept is not null)
        {
            message.Headers.Accept.ParseAdd(accept);
        }

        using HttpResponseMessage response = await client.SendAsync(message, cancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    private static string Unique(string part) => part + Convert.ToHexString(RandomNumberGenerator.GetBytes(12));

    // In JSON a quote and whatever is not ASCII are written in other ways than in memory, both ways: code that converts them needs a copy.
    // The canary in the middle is the same in all of them.
    private static string Hurting(string canary) => $"\"\u00A0\U0001F600{canary}é\\";

    private static void AddText(Dictionary<string, byte[]> canaries, string name, string text)
    {
        canaries[name] = Encoding.UTF8.GetBytes(text);
        canaries[name + " in UTF-16"] = Encoding.Unicode.GetBytes(text);
    }
}
