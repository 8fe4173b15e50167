using Iris.Memory;

namespace Iris.Server.Comparison;

/// <summary>A candidate whose similarity is above the threshold.</summary>
/// <param name="Index">The candidate's place in the request.</param>
/// <param name="Probability">The similarity as the contract prints it, 0 to 100.</param>
internal readonly record struct Match(int Index, int Probability);

/// <summary>The matches of a request, highest probability first, ties in input order.</summary>
internal sealed class MatchList : IDisposable
{
    private readonly SensitiveBuffer<Match> _matches;

    /// <param name="results">The candidates in input order.</param>
    /// <param name="threshold">What is a match.</param>
    public MatchList(ReadOnlySpan<CandidateResult> results, in Threshold threshold)
    {
        _matches = new SensitiveBuffer<Match>(results.Length);
        for (int i = 0; i < results.Length; i++)
        {
            if (threshold.IsMatch(results[i].Similarity))
            {
                _matches.Span[Count++] = new(i, Probability(results[i].Similarity));
            }
        }

        _matches.Span[..Count].Sort(static (a, b) =>
            a.Probability != b.Probability ? b.Probability.CompareTo(a.Probability) : a.Index.CompareTo(b.Index));
    }

    public int Count { get; }

    public ReadOnlySpan<Match> Matches => _matches.Span[..Count];

    public static int Probability(float similarity) =>
        (int)MathF.Round(Math.Max(similarity, 0) * 100, MidpointRounding.AwayFromZero);

    public void Dispose() => _matches.Dispose();
}
