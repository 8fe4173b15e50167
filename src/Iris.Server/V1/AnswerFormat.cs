using Microsoft.Net.Http.Headers;

namespace Iris.Server.V1;

/// <summary>How a comparison is answered.</summary>
internal enum AnswerFormat
{
    /// <summary>In one document, when all is known.</summary>
    Json,

    /// <summary>A document a line, each as soon as it is known.</summary>
    Ndjson,

    /// <summary>The same as server-sent events, which browsers read.</summary>
    EventStream,
}

/// <summary>Finds out which format a client asks for.</summary>
internal static class AnswerFormats
{
    public const string NdjsonType = "application/x-ndjson";
    public const string EventStreamType = "text/event-stream";

    /// <summary>The first of the formats in the order of the client's preference; one document where it has none.</summary>
    public static AnswerFormat Of(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out IList<MediaTypeHeaderValue>? accepted))
        {
            return AnswerFormat.Json;
        }

        foreach (MediaTypeHeaderValue type in accepted.Where(type => type.Quality != 0).OrderByDescending(type => type.Quality ?? 1))
        {
            AnswerFormat? format = type.MediaType.Value switch
            {
                _ when type.MediaType.Equals(NdjsonType, StringComparison.OrdinalIgnoreCase) => AnswerFormat.Ndjson,
                _ when type.MediaType.Equals(EventStreamType, StringComparison.OrdinalIgnoreCase) => AnswerFormat.EventStream,
                _ when type.MatchesMediaType("application/json") => AnswerFormat.Json,
                _ => null,
            };
            if (format is { } known)
            {
                return known;
            }
        }

        return AnswerFormat.Json;
    }
}
