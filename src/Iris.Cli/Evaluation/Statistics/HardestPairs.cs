namespace Iris.Cli.Evaluation.Statistics;

/// <summary>A pair of pictures and their similarity.</summary>
/// <param name="One">A picture.</param>
/// <param name="Other">Another.</param>
/// <param name="Similarity">The cosine of the two.</param>
/// <param name="Line">The line that names the pair; 0 where none does.</param>
internal readonly record struct ScoredPair(int One, int Other, float Similarity, int Line = 0);

/// <summary>The few most similar of many pairs, or the few least similar. Not thread-safe.</summary>
/// <param name="mostSimilar">Whether the most similar are kept.</param>
internal sealed class HardestPairs(bool mostSimilar)
{
    /// <summary>How many are kept.</summary>
    public const int Kept = 10;

    private readonly List<ScoredPair> _pairs = new(Kept + 1);

    /// <summary>The pairs, the hardest first; of equally similar ones the first.</summary>
    public IReadOnlyList<ScoredPair> Pairs => _pairs;

    /// <summary>Whether a pair of this similarity may be among them.</summary>
    public bool MayTake(float similarity) =>
        _pairs.Count < Kept || (mostSimilar ? similarity >= _pairs[^1].Similarity : similarity <= _pairs[^1].Similarity);

    public void Add(ScoredPair pair)
    {
        int place = _pairs.FindIndex(other => IsHarder(pair, other));
        _pairs.Insert(place < 0 ? _pairs.Count : place, pair);
        if (_pairs.Count > Kept)
        {
            _pairs.RemoveAt(Kept);
        }
    }

    public void Add(HardestPairs others)
    {
        foreach (ScoredPair pair in others._pairs)
        {
            Add(pair);
        }
    }

    // In an order that does not depend on which thread came first.
    private bool IsHarder(ScoredPair one, ScoredPair other)
    {
        int order = mostSimilar ? other.Similarity.CompareTo(one.Similarity) : one.Similarity.CompareTo(other.Similarity);
        return order != 0 ? order < 0 : (one.One, one.Other).CompareTo((other.One, other.Other)) < 0;
    }
}
