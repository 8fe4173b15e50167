using Iris.Cli.Evaluation.Inputs;
using Iris.Cli.Evaluation.Statistics;
using Iris.Memory;

namespace Iris.Cli.Evaluation.Pairs;

/// <summary>The pairs of a list whose pictures both have a face.</summary>
internal sealed class ListedPairs : IComparedPairs, IDisposable
{
    private const int BinBits = 16;

    private readonly EmbeddedPictures _pictures;
    private readonly PairList _list;

    // Which pairs of the list, and the similarity of each, a score that is zeroed as embeddings are.
    private readonly int[] _pairs;
    private readonly int[] _one;
    private readonly int[] _other;
    private readonly SensitiveBuffer<float> _similarities;

    /// <param name="pictures">The pictures that have a face.</param>
    /// <param name="list">The pairs, by the places of the pictures among all that were looked at.</param>
    /// <param name="group">Takes only the pairs of this group.</param>
    public ListedPairs(EmbeddedPictures pictures, PairList list, ushort? group = null)
    {
        _pictures = pictures;
        _list = list;
        Dictionary<int, int> embedded = pictures.Places.Index().ToDictionary(static picture => picture.Item, static picture => picture.Index);
        _pairs = [.. Enumerable.Range(0, list.Count).Where(pair => (group is null || list.Groups![pair] == group)
            && embedded.ContainsKey(list.One[pair]) && embedded.ContainsKey(list.Other[pair]))];
        _one = [.. _pairs.Select(pair => embedded[list.One[pair]])];
        _other = [.. _pairs.Select(pair => embedded[list.Other[pair]])];
        _similarities = new(_pairs.Length);
        Compare();
    }

    /// <summary>How many pairs there are.</summary>
    public int Pairs => _pairs.Length;

    public int People => _one.Concat(_other).Select(picture => _pictures.People[picture]).Distinct().Count();

    public long PeopleWithPairs => Enumerable.Range(0, Pairs).Where(IsSame).Select(i => _pictures.People[_one[i]]).Distinct().LongCount();

    public long PairsOfPeople => Enumerable.Range(0, Pairs).Where(i => !IsSame(i)).Select(PeopleOf).Distinct().LongCount();

    public PairTally Count(CancellationToken cancellationToken)
    {
        // Sets that the list has are its folds.
        FoldPlan plan = _list.Sets is null ? FoldPlan.For(WithPair(), HasBothKinds) : new(_list.Sets.Max() + 1, []);
        PairTally tally = PairTally.Empty(plan.Folds);
        for (int i = 0; i < Pairs; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            float similarity = _similarities.Span[i];
            (int fold, int otherFold) = FoldsOf(i, plan);
            bool isSame = IsSame(i);
            (isSame ? tally.Folds.Same(fold) : tally.Folds.Different(fold, otherFold)).Add(SimilarityScale.LevelOf(similarity));
            HardestPairs hardest = isSame ? tally.HardestSame : tally.HardestDifferent;
            if (hardest.MayTake(similarity))
            {
                int pair = _pairs[i];
                hardest.Add(new ScoredPair(_list.One[pair], _list.Other[pair], similarity, _list.Lines[pair]));
            }
        }

        return tally;
    }

    public IReadOnlyList<PersonScores> CountByPerson(BinTable table, CancellationToken cancellationToken)
    {
        // A key for each person, kind and bin that a pair counts for: sorted, equal ones lie side by side.
        var keys = new long[2 * Pairs];
        int count = 0;
        for (int i = 0; i < Pairs; i++)
        {
            bool isSame = IsSame(i);
            int bin = table.BinOf(SimilarityScale.LevelOf(_similarities.Span[i]));
            keys[count++] = KeyOf(_pictures.People[_one[i]], isSame, bin);
            if (!isSame)
            {
                keys[count++] = KeyOf(_pictures.People[_other[i]], isSame, bin);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        Array.Sort(keys, 0, count);
        return PeopleIn(keys.AsSpan(0, count), table.Bins, cancellationToken);
    }

    public void Dispose() => _similarities.Dispose();

    private static long KeyOf(int person, bool isSame, int bin) => (((long)person << 1) | (isSame ? 1L : 0)) << BinBits | (long)bin;

    private static List<PersonScores> PeopleIn(ReadOnlySpan<long> keys, int bins, CancellationToken cancellationToken)
    {
        var people = new List<PersonScores>();
        var (same, different) = (new long[bins], new long[bins]);
        for (int i = 0; i < keys.Length; i++)
        {
            long kind = keys[i] >> BinBits;
            ((kind & 1) == 1 ? same : different)[keys[i] & ((1 << BinBits) - 1)]++;
            if (i == keys.Length - 1 || keys[i + 1] >> (BinBits + 1) != kind >> 1)
            {
                cancellationToken.ThrowIfCancellationRequested();
                people.Add(new(BinnedCounts.Of(same), BinnedCounts.Of(different)));
                Array.Clear(same);
                Array.Clear(different);
            }
        }

        return people;
    }

    private void Compare()
    {
        for (int i = 0; i < Pairs; i++)
        {
            _similarities.Span[i] = _pictures.Similarity(_one[i], _other[i]);
        }
    }

    private bool[] WithPair()
    {
        bool[] hasPair = new bool[_pictures.PeopleCount];
        for (int i = 0; i < Pairs; i++)
        {
            hasPair[_pictures.People[_one[i]]] |= IsSame(i);
        }

        return hasPair;
    }

    private bool HasBothKinds(FoldPlan plan)
    {
        var (same, different) = (new int[plan.Folds], new int[plan.Folds]);
        int allSame = 0;
        for (int i = 0; i < Pairs; i++)
        {
            (int fold, int otherFold) = FoldsOf(i, plan);
            int[] kind = IsSame(i) ? same : different;
            kind[fold]++;
            kind[otherFold] += fold == otherFold ? 0 : 1;
            allSame += IsSame(i) ? 1 : 0;
        }

        return same.All(count => count > 0 && count < allSame) && different.All(count => count > 0 && count < Pairs - allSame);
    }

    private (int One, int Other) FoldsOf(int i, FoldPlan plan) => _list.Sets is { } sets
        ? (sets[_pairs[i]], sets[_pairs[i]])
        : (plan.OfPerson[_pictures.People[_one[i]]], plan.OfPerson[_pictures.People[_other[i]]]);

    private bool IsSame(int i) => _pictures.People[_one[i]] == _pictures.People[_other[i]];

    private (int, int) PeopleOf(int i)
    {
        (int one, int other) = (_pictures.People[_one[i]], _pictures.People[_other[i]]);
        return one < other ? (one, other) : (other, one);
    }
}
