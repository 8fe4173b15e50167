using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace Iris.Load.Speed;

/// <summary>A comparison whose results come line by line.</summary>
internal static class StreamedComparison
{
    /// <summary>Sends it, and reads the answer to its end.</summary>
    /// <returns>
    /// From when the last byte of the body was handed to the system until the first line of a candidate was here, in milliseconds; from the
    /// first byte of the request to the end of the answer, in seconds; and how many lines there were.
    /// </returns>
    public static async Task<(double FirstMilliseconds, double Seconds, int Lines)> SendAsync(HttpClient client, byte[] body)
    {
        using var content = new TimedContent(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/compare", UriKind.Relative)) { Content = content };
        request.Headers.Accept.Add(new("application/x-ndjson"));
        long start = Stopwatch.GetTimestamp();
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        string first = await lines.ReadLineAsync() ?? "";
        double firstMilliseconds = Stopwatch.GetElapsedTime(content.Sent).TotalMilliseconds;
        if (!first.StartsWith("{\"type\":\"candidate\"", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("The first line is not about a candidate.");
        }

        int count = 1;
        while (await lines.ReadLineAsync() is not null)
        {
            count++;
        }

        return (firstMilliseconds, Stopwatch.GetElapsedTime(start).TotalSeconds, count);
    }

    // Takes note of when it has been written.
    private sealed class TimedContent : HttpContent
    {
        private readonly byte[] _body;

        public TimedContent(byte[] body)
        {
            _body = body;
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        public long Sent { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_body);
            await stream.FlushAsync();
            Sent = Stopwatch.GetTimestamp();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _body.Length;
            return true;
        }
    }
}
