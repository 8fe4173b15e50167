using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Iris.Client.Json;

namespace Iris.Client.Sending;

/// <summary>
/// What a request brings: pictures, and names for some of them. Sent as multipart/form-data, or as JSON when the server is to fetch one
/// of the pictures.
/// </summary>
internal sealed class RequestBody
{
    private readonly List<Part> _parts = [];
    private string[]? _names;
    private string _jsonEnd = "}";

    /// <summary>Whether every picture can be sent, for the first time or again.</summary>
    public bool CanBeSent => _parts.TrueForAll(static part => part.Picture.CanBeSent);

    /// <summary>The body of a comparison.</summary>
    /// <exception cref="ArgumentException">A name is no proper Unicode.</exception>
    public static RequestBody OfComparison(PictureSource target, IEnumerable<Candidate> candidates)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(candidates);
        var body = new RequestBody();
        var names = new List<string>();
        body._parts.Add(new("target", """{"target_url":""", target));
        string before = ""","people":[""";
        foreach (Candidate candidate in candidates)
        {
            names.Add(candidate.Name);
            body._parts.Add(new("candidates", $$"""{{before}}{"name":"{{Escape(candidate.Name)}}","image_url":""", candidate.Picture));
            before = "},";
        }

        body._names = [.. names];
        body._jsonEnd = names.Count == 0 ? ""","people":[]}""" : "}]}";
        return body;
    }

    /// <summary>The body of a verification.</summary>
    public static RequestBody OfVerification(PictureSource target, PictureSource candidate)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(candidate);
        var body = new RequestBody();
        body._parts.Add(new("target", """{"target_url":""", target));
        body._parts.Add(new("candidate", ""","candidate_url":""", candidate));
        return body;
    }

    /// <summary>The body of a search for faces.</summary>
    public static RequestBody OfPicture(PictureSource picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var body = new RequestBody();
        body._parts.Add(new("image", """{"image_url":""", picture));
        return body;
    }

    /// <summary>The body for one attempt.</summary>
    /// <exception cref="FileNotFoundException">A picture's file is not there.</exception>
    public HttpContent CreateContent() =>
        _parts.Exists(static part => part.Picture.Url is not null) ? new JsonContent(_parts, _jsonEnd) : CreateForm();

    // Names are sent beside the files: in a file's own header there is more than one way to write what is not ASCII.
    private MultipartFormDataContent CreateForm()
    {
        var form = new MultipartFormDataContent();
        if (_names is { Length: > 0 } names)
        {
            form.Add(new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(names, IrisJson.Default.StringArray)), "names");
        }

        foreach (Part part in _parts)
        {
            form.Add(new FileContent(part));
        }

        return form;
    }

    private static JsonEncodedText Escape(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    /// <param name="Field">The name of the file in a form.</param>
    /// <param name="JsonBefore">What stands before the picture in JSON.</param>
    /// <param name="Picture">The picture.</param>
    private sealed record Part(string Field, string JsonBefore, PictureSource Picture);

    /// <summary>A file of a form.</summary>
    private sealed class FileContent : StreamedContent
    {
        // That there is one makes it a file. What it says does not count beside the field of names, but must not be too long for a name.
        private const string FileName = "x";

        private readonly PictureSource _picture;
        private readonly long? _length;

        public FileContent(Part part)
        {
            _picture = part.Picture;
            _length = part.Picture.Length;
            Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = part.Field, FileName = FileName };
            Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        }

        protected override Task WriteToAsync(Stream stream, CancellationToken cancellationToken) => _picture.CopyToAsync(stream, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = _length ?? 0;
            return _length is not null;
        }
    }

    /// <summary>Pictures and what stands between them, written as it is sent: a picture's base64 is never in memory as a whole.</summary>
    private sealed class JsonContent : StreamedContent
    {
        private readonly List<Part> _parts;
        private readonly string _end;

        public JsonContent(List<Part> parts, string end)
        {
            // That a file is not there should be known before the first byte is sent.
            parts.ForEach(static part => _ = part.Picture.Length);
            _parts = parts;
            _end = end;
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        protected override async Task WriteToAsync(Stream stream, CancellationToken cancellationToken)
        {
            foreach ((_, string before, PictureSource picture) in _parts)
            {
                if (picture.Url is { } url)
                {
                    await stream.WriteAsync(Encoding.UTF8.GetBytes($"{before}\"{Escape(url.AbsoluteUri)}\""), cancellationToken);
                    continue;
                }

                await stream.WriteAsync(Encoding.UTF8.GetBytes($"{before}\"data:application/octet-stream;base64,"), cancellationToken);
                await using (var base64 = new CryptoStream(stream, new ToBase64Transform(), CryptoStreamMode.Write, leaveOpen: true))
                {
                    await picture.CopyToAsync(base64, cancellationToken);
                    await base64.FlushFinalBlockAsync(cancellationToken);
                }

                await stream.WriteAsync("\""u8.ToArray(), cancellationToken);
            }

            await stream.WriteAsync(Encoding.UTF8.GetBytes(_end), cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    /// <summary>A body that is written as it is sent.</summary>
    private abstract class StreamedContent : HttpContent
    {
        protected abstract Task WriteToAsync(Stream stream, CancellationToken cancellationToken);

        protected sealed override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => WriteToAsync(stream, CancellationToken.None);

        protected sealed override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            WriteToAsync(stream, cancellationToken);
    }
}
