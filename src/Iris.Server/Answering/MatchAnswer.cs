using Iris.Server.Comparison;
using Iris.Server.Reading;

namespace Iris.Server.Answering;

/// <summary>Writes the answer of <c>/compare</c>: <c>{"matches":[{"name": string, "probability": number}]}</c>.</summary>
internal static class MatchAnswer
{
    /// <summary>Writes an answer, no faster than the client takes it.</summary>
    public static async Task WriteAsync(JsonOutput json, CompareRequest request, MatchList matches, CancellationToken cancellationToken)
    {
        json.BeginObject();
        json.Property("matches"u8);
        json.BeginArray();
        for (int i = 0; i < matches.Count; i++)
        {
            Write(json, request, matches.Matches[i]);
            await json.FlushIfFullAsync(cancellationToken);
        }

        json.EndArray();
        json.EndObject();
        await json.FlushAsync(cancellationToken);
    }

    private static void Write(JsonOutput json, CompareRequest request, Match match)
    {
        json.BeginObject();
        json.String("name"u8, request[request.People[match.Index].Name]);
        json.Number("probability"u8, match.Probability);
        json.EndObject();
    }
}
