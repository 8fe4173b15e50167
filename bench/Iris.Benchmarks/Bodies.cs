using System.Text;

namespace Iris.Benchmarks;

/// <summary>The bodies of requests.</summary>
internal static class Bodies
{
    /// <summary>What the parts of a form are separated by.</summary>
    public const string Boundary = "------------------------d74496d66958873e";

    /// <summary>A target and candidates in JSON, for <c>/compare</c> and <c>/v1/compare</c>.</summary>
    public static byte[] Json(byte[] target, byte[] candidate, int candidates)
    {
        string person = $$"""{"name": "Somebody", "image_url": "{{Samples.DataUri(candidate)}}"}""";
        string people = string.Join(", ", Enumerable.Repeat(person, candidates));
        return Encoding.UTF8.GetBytes($$"""{"target_url": "{{Samples.DataUri(target)}}", "people": [{{people}}]}""");
    }

    /// <summary>Two files in a form, for <c>/v1/verify</c>.</summary>
    public static byte[] Form(byte[] target, byte[] candidate) =>
        [.. Part("target", target), .. Part("candidate", candidate), .. Encoding.ASCII.GetBytes($"--{Boundary}--\r\n")];

    private static byte[] Part(string field, byte[] file) =>
    [
        .. Encoding.ASCII.GetBytes(
            $"--{Boundary}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"),
        .. file,
        .. "\r\n"u8,
    ];
}
