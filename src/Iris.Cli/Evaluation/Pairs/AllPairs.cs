using Iris.Cli.Evaluation.Statistics;
using Iris.Memory;

namespace Iris.Cli.Evaluation.Pairs;

/// <summary>
/// Every picture with every other. Tens of millions of similarities are computed block by block and counted, twice: once all together, and once
/// for each person. The pictures of a person are side by side.
/// </summary>
internal sealed class AllPairs : IComparedPairs
{
    // Some rows against some columns at a time: of the default pack's embeddings 24 KB and 192 KB, which stay in a core's caches meanwhile.
    private const int Rows = 32;
    private const int Columns = 256;

    private readonly EmbeddedPictures _pictures;
    private readonly FoldPlan _folds;
    private readonly int[] _picturesOf;
    private readonly int[] _foldOf;

    // Whole people of one fold, at least as many rows as make a block.
    private readonly List<Range> _portions = [];

    public AllPairs(EmbeddedPictures pictures)
    {
        _pictures = pictures;
        _picturesOf = new int[pictures.PeopleCount];
        foreach (int person in pictures.People)
        {
            _picturesOf[person]++;
        }

        _folds = FoldPlan.For([.. _picturesOf.Select(static pictures => pictures > 1)], HasBothKinds);
        _foldOf = [.. pictures.People.Select(person => _folds.OfPerson[person])];
        Portion();
    }

    public int People => _pictures.PeopleCount;

    public long PeopleWithPairs => _picturesOf.Count(static pictures => pictures > 1);

    public long PairsOfPeople => (long)_pictures.PeopleCount * (_pictures.PeopleCount - 1) / 2;

    public PairTally Count(CancellationToken cancellationToken)
    {
        PairTally all = PairTally.Empty(_folds.Folds);
        var merging = new Lock();
        Parallel.ForEach(
            _portions,
            Workers.Options(cancellationToken),
            () => new Counter(this),
            (portion, _, counter) =>
            {
                counter.CountAll(portion);
                lock (merging)
                {
                    counter.AddTo(all);
                }

                return counter;
            },
            static counter => counter.Dispose());
        return all;
    }

    public IReadOnlyList<PersonScores> CountByPerson(BinTable table, CancellationToken cancellationToken)
    {
        var people = new PersonScores[_pictures.PeopleCount];
        Parallel.ForEach(
            _portions,
            Workers.Options(cancellationToken),
            () => new PersonCounter(this, table),
            (portion, _, counter) =>
            {
                counter.CountPeople(portion, people);
                return counter;
            },
            static counter => counter.Dispose());
        return people;
    }

    // Each fold has somebody with a pair, and pairs with people of others. Without it two people have to be left.
    private bool HasBothKinds(FoldPlan plan) =>
        plan.OfPerson.CountBy(static fold => fold).All(people => people.Value <= _picturesOf.Length - 2);

    private void Portion()
    {
        int start = 0;
        for (int end = 1; end <= _pictures.Count; end++)
        {
            bool isEnd = end == _pictures.Count
                || (_pictures.People[end] != _pictures.People[end - 1] && (end - start >= Rows || _foldOf[end] != _foldOf[end - 1]));
            if (isEnd)
            {
                _portions.Add(start..end);
                start = end;
            }
        }
    }

    /// <summary>Goes through the similarities of some pictures with others, a row of a block at a time.</summary>
    private abstract class Walker(AllPairs pairs) : IDisposable
    {
        private readonly SensitiveBuffer<float> _block = new(Rows * Columns);

        protected EmbeddedPictures Pictures => pairs._pictures;

        public void Dispose() => _block.Dispose();

        /// <param name="rows">The pictures.</param>
        /// <param name="isUpperHalf">Whether only those after each are the others, so that every pair comes once.</param>
        protected void Walk(Range rows, bool isUpperHalf)
        {
            (int end, int count) = (rows.End.Value, Pictures.Count);
            for (int row = rows.Start.Value; row < end; row += Rows)
            {
                int rowEnd = Math.Min(row + Rows, end);
                for (int column = isUpperHalf ? row : 0; column < count; column += Columns)
                {
                    int columnEnd = Math.Min(column + Columns, count);
                    Pictures.Compare(row..rowEnd, column..columnEnd, _block.Span);
                    for (int i = row; i < rowEnd; i++)
                    {
                        Take(i, column, _block.Span.Slice((i - row) * (columnEnd - column), columnEnd - column));
                    }
                }
            }
        }

        /// <summary>Takes the similarities of a picture with some that are side by side.</summary>
        protected abstract void Take(int row, int firstColumn, ReadOnlySpan<float> similarities);
    }

    private sealed class Counter(AllPairs pairs) : Walker(pairs)
    {
        private readonly AllPairs _pairs = pairs;
        private readonly ScoreCounts _same = new();
        private readonly ScoreCounts[] _different = [.. Enumerable.Range(0, pairs._folds.Folds).Select(static _ => new ScoreCounts())];
        private HardestPairs _hardestSame = new(mostSimilar: false);
        private HardestPairs _hardestDifferent = new(mostSimilar: true);
        private int _fold;

        public void CountAll(Range portion)
        {
            _fold = _pairs._foldOf[portion.Start.Value];
            Walk(portion, isUpperHalf: true);
        }

        public void AddTo(PairTally all)
        {
            all.Folds.Same(_fold).Add(_same);
            _same.Clear();
            for (int other = 0; other < _different.Length; other++)
            {
                all.Folds.Different(_fold, other).Add(_different[other]);
                _different[other].Clear();
            }

            all.HardestSame.Add(_hardestSame);
            all.HardestDifferent.Add(_hardestDifferent);
            (_hardestSame, _hardestDifferent) = (new(mostSimilar: false), new(mostSimilar: true));
        }

        protected override void Take(int row, int firstColumn, ReadOnlySpan<float> similarities)
        {
            int[] people = Pictures.People;
            int[] foldOf = _pairs._foldOf;
            int person = people[row];
            for (int i = Math.Max(0, row + 1 - firstColumn); i < similarities.Length; i++)
            {
                int other = firstColumn + i;
                float similarity = similarities[i];
                bool isSame = people[other] == person;
                (isSame ? _same : _different[foldOf[other]]).Add(SimilarityScale.LevelOf(similarity));
                HardestPairs hardest = isSame ? _hardestSame : _hardestDifferent;
                if (hardest.MayTake(similarity))
                {
                    hardest.Add(new ScoredPair(Pictures.Places[row], Pictures.Places[other], similarity));
                }
            }
        }
    }

    private sealed class PersonCounter(AllPairs pairs, BinTable table) : Walker(pairs)
    {
        // Of each person of the portion, whose numbers follow one another.
        private readonly List<(long[] Same, long[] Different)> _counts = [];
        private int _firstPerson;

        public void CountPeople(Range portion, PersonScores[] people)
        {
            _firstPerson = Pictures.People[portion.Start.Value];
            int lastPerson = Pictures.People[portion.End.Value - 1];
            while (_counts.Count <= lastPerson - _firstPerson)
            {
                _counts.Add((new long[table.Bins], new long[table.Bins]));
            }

            Walk(portion, isUpperHalf: false);
            for (int person = _firstPerson; person <= lastPerson; person++)
            {
                (long[] same, long[] different) = _counts[person - _firstPerson];

                // Each pair of a person's own pictures came from both its ends.
                people[person] = new(BinnedCounts.Of(same, divisor: 2), BinnedCounts.Of(different));
                Array.Clear(same);
                Array.Clear(different);
            }
        }

        protected override void Take(int row, int firstColumn, ReadOnlySpan<float> similarities)
        {
            int[] people = Pictures.People;
            int person = people[row];
            (long[] same, long[] different) = _counts[person - _firstPerson];
            for (int i = 0; i < similarities.Length; i++)
            {
                int bin = table.BinOf(SimilarityScale.LevelOf(similarities[i]));
                if (people[firstColumn + i] != person)
                {
                    different[bin]++;
                }
                else if (firstColumn + i != row)
                {
                    same[bin]++;
                }
            }
        }
    }
}
