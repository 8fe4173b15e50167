using Iris.Memory;
using Iris.Models;
using Iris.Server.Answering;
using Iris.Server.Comparison;
using Iris.Server.Reading;

namespace Iris.Server.V1;

/// <summary>Writes a comparison's answer as one document: the candidates that were compared, the most similar first, then the others.</summary>
internal static class CompleteAnswer
{
    /// <summary>Writes an answer, no faster than the client takes it.</summary>
    public static async Task WriteAsync(
        JsonOutput json, CompareRequest request, ComparisonRun run, Threshold threshold, ModelManifest model, CancellationToken cancellationToken)
    {
        using SensitiveBuffer<Place> order = Rank(run.Results);
        json.BeginObject();
        ComparisonAnswer.WriteModel(json, model);
        ComparisonAnswer.WriteThreshold(json, threshold);
        ComparisonAnswer.WriteTarget(json, run.Target);
        json.Property("candidates"u8);
        json.BeginArray();
        int listed = 0;
        for (int i = 0; i < order.Length && listed < (request.Choices.Limit ?? int.MaxValue); i++)
        {
            int index = order.Span[i].Index;
            if (!IsListed(run.Results[index], request.Choices, threshold))
            {
                continue;
            }

            listed++;
            json.BeginObject();
            ComparisonAnswer.WriteListed(json, request, index, run.Results[index], threshold);
            json.EndObject();
            await json.FlushIfFullAsync(cancellationToken);
        }

        json.EndArray();
        ComparisonAnswer.WriteTotals(json, run.Results, threshold);
        json.EndObject();
        await json.FlushAsync(cancellationToken);
    }

    /// <summary>Whether a candidate is told of: what could not be compared always is.</summary>
    public static bool IsListed(in CandidateResult result, Choices choices, in Threshold threshold) =>
        choices.IncludeBelowThreshold || result.Outcome != ImageOutcome.FaceFound || threshold.IsMatch(result.Similarity);

    private static SensitiveBuffer<Place> Rank(ReadOnlySpan<CandidateResult> results)
    {
        var order = new SensitiveBuffer<Place>(results.Length);
        for (int i = 0; i < results.Length; i++)
        {
            order.Span[i] = new(i, results[i].Similarity);
        }

        // Numbers are compared so that NaN, which stands for none, is below them all.
        order.Span.Sort(static (a, b) => b.Similarity.CompareTo(a.Similarity) is var falling and not 0 ? falling : a.Index.CompareTo(b.Index));
        return order;
    }

    private readonly record struct Place(int Index, float Similarity);
}
