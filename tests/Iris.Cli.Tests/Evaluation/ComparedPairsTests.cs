using CsCheck;
using Iris.Cli.Evaluation.Inputs;
using Iris.Cli.Evaluation.Pairs;
using Iris.Cli.Evaluation.Statistics;
using Iris.Memory;

namespace Iris.Cli.Tests.Evaluation;

public sealed class ComparedPairsTests
{
    private const int Length = 8;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // More than a block has rows and columns, and people with more pictures than a block has rows.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(40, 40)]
    [InlineData(300, 120)]
    [InlineData(700, 700)]
    [InlineData(700, 9)]
    [InlineData(600, 1)]
    public void All_pairs_are_counted_once_and_those_of_each_person_too(int pictures, int people)
    {
        using EmbeddedPictures embedded = Random(pictures, people);
        var pairs = new AllPairs(embedded);

        PairTally tally = pairs.Count(Cancelled);

        AssertSame(Slow(embedded), tally);
        AssertPeople(embedded, pairs, tally);
        Assert.Equal(embedded.PeopleCount * (embedded.PeopleCount - 1L) / 2, pairs.PairsOfPeople);
    }

    [Fact]
    public void A_list_of_all_pairs_gives_what_all_pairs_give() => Gen.Select(Gen.Int[2, 40], Gen.Int[1, 15]).Sample((pictures, people) =>
    {
        using EmbeddedPictures embedded = Random(pictures, people);
        using var listed = new ListedPairs(embedded, ListOfAll(pictures));
        var all = new AllPairs(embedded);

        PairTally tally = listed.Count(Cancelled);

        AssertSame(all.Count(Cancelled), tally);
        AssertPeople(embedded, listed, tally);
        Assert.Equal((all.PeopleWithPairs, all.PairsOfPeople), (listed.PeopleWithPairs, listed.PairsOfPeople));
    }, iter: 25);

    [Fact]
    public void A_pair_of_a_list_with_a_picture_that_takes_no_part_is_left_out()
    {
        // Of five pictures the second has no face.
        using EmbeddedPictures embedded = Random(4, 2, places: [0, 2, 3, 4]);
        using var listed = new ListedPairs(embedded, new PairList([0, 0, 2, 4], [1, 2, 3, 1], [1, 2, 3, 4], null, null, [], 0));

        PairTally tally = listed.Count(Cancelled);

        Assert.Equal(2, listed.Pairs);
        Assert.Equal(
            [(0, 2, 2), (2, 3, 3)],
            tally.HardestSame.Pairs.Concat(tally.HardestDifferent.Pairs).Select(static pair => (pair.One, pair.Other, pair.Line)).Order());
    }

    [Fact]
    public void Folds_of_a_list_are_its_sets()
    {
        using EmbeddedPictures embedded = Random(6, 3);
        using var listed = new ListedPairs(embedded, new PairList([0, 0, 2], [1, 2, 3], [1, 2, 3], [0, 2, 2], null, [], 0));

        PairTally tally = listed.Count(Cancelled);

        Assert.Equal(3, tally.Folds.Folds);
        Assert.Equal((1, 0, 1), (tally.Folds.Same(0).Total, tally.Folds.Same(1).Total, tally.Folds.Same(2).Total));
        Assert.Equal(1, tally.Folds.Different(2, 2).Total);
    }

    [Fact]
    public void A_group_has_the_pairs_of_the_group()
    {
        using EmbeddedPictures embedded = Random(6, 3);
        var list = new PairList([0, 0, 2, 1], [1, 2, 3, 3], [1, 2, 3, 4], null, [0, 1, 1, 0], ["a", "b"], 0);

        using var group = new ListedPairs(embedded, list, group: 1);

        Assert.Equal((2, 2, 1L, 1L), (group.Pairs, group.People, group.PeopleWithPairs, group.PairsOfPeople));
    }

    [Fact]
    public void The_hardest_pairs_are_the_first_when_all_are_sorted() => Gen.Int[0, 30].Array[0, 60].Sample(static values =>
    {
        foreach (bool mostSimilar in (bool[])[true, false])
        {
            var (first, second) = (new HardestPairs(mostSimilar), new HardestPairs(mostSimilar));
            ScoredPair[] pairs = [.. values.Select(static (value, i) => new ScoredPair(i, i + 1, value / 30f))];
            foreach (ScoredPair pair in pairs)
            {
                HardestPairs part = pair.One % 2 == 0 ? first : second;
                if (part.MayTake(pair.Similarity))
                {
                    part.Add(pair);
                }
            }

            first.Add(second);
            Assert.Equal(pairs.OrderBy(pair => mostSimilar ? -pair.Similarity : pair.Similarity).ThenBy(static pair => pair.One).Take(HardestPairs.Kept), first.Pairs);
        }
    });

    [Fact]
    public async Task Counting_ends_when_it_is_cancelled()
    {
        using EmbeddedPictures embedded = Random(100, 10);
        using var source = new CancellationTokenSource();
        await source.CancelAsync();

        Assert.Throws<OperationCanceledException>(() => new AllPairs(embedded).Count(source.Token));
        using var listed = new ListedPairs(embedded, ListOfAll(100));
        Assert.Throws<OperationCanceledException>(() => listed.Count(source.Token));
    }

    private static PairTally Slow(EmbeddedPictures pictures)
    {
        PairTally tally = PairTally.Empty(1);
        for (int one = 0; one < pictures.Count; one++)
        {
            for (int other = one + 1; other < pictures.Count; other++)
            {
                float similarity = pictures.Similarity(one, other);
                bool isSame = pictures.People[one] == pictures.People[other];
                (isSame ? tally.Folds.Same(0) : tally.Folds.Different(0, 0)).Add(SimilarityScale.LevelOf(similarity));
                (isSame ? tally.HardestSame : tally.HardestDifferent).Add(new ScoredPair(pictures.Places[one], pictures.Places[other], similarity));
            }
        }

        return tally;
    }

    private static void AssertSame(PairTally expected, PairTally found)
    {
        (ErrorCurve one, ErrorCurve other) = (expected.Folds.All(), found.Folds.All());
        Assert.Equal((one.Same, one.Different), (other.Same, other.Different));
        for (int step = 0; step < SimilarityScale.Levels; step++)
        {
            Assert.True((one.SameAbove(step), one.DifferentAbove(step)) == (other.SameAbove(step), other.DifferentAbove(step)), $"step {step}");
        }

        Assert.Equal(expected.HardestSame.Pairs.Select(Unordered), found.HardestSame.Pairs.Select(Unordered));
        Assert.Equal(expected.HardestDifferent.Pairs.Select(Unordered), found.HardestDifferent.Pairs.Select(Unordered));
    }

    private static (int, int, float) Unordered(ScoredPair pair) => (pair.One, pair.Other, pair.Similarity);

    // Pair by pair: those of the same person count for that person, those of two people for both.
    private static void AssertPeople(EmbeddedPictures pictures, IComparedPairs pairs, PairTally tally)
    {
        BinTable table = BinTable.For(tally.Folds.All(), [10_000]);
        long[][] same = [.. Enumerable.Range(0, pictures.PeopleCount).Select(_ => new long[table.Bins])];
        long[][] different = [.. Enumerable.Range(0, pictures.PeopleCount).Select(_ => new long[table.Bins])];
        for (int one = 0; one < pictures.Count; one++)
        {
            for (int other = one + 1; other < pictures.Count; other++)
            {
                int bin = table.BinOf(SimilarityScale.LevelOf(pictures.Similarity(one, other)));
                (int person, int otherPerson) = (pictures.People[one], pictures.People[other]);
                long[][] counts = person == otherPerson ? same : different;
                counts[person][bin]++;
                counts[otherPerson][bin] += person == otherPerson ? 0 : 1;
            }
        }

        IReadOnlyList<PersonScores> found = pairs.CountByPerson(table, Cancelled);

        // A list leaves out who has no pair.
        int[] expected = [.. Enumerable.Range(0, pictures.PeopleCount).Where(person => found.Count == pictures.PeopleCount || same[person].Sum() + different[person].Sum() > 0)];
        Assert.Equal(expected.Length, found.Count);
        foreach ((int person, PersonScores scores) in expected.Zip(found))
        {
            Assert.Equal(same[person], Spread(scores.Same, table.Bins));
            Assert.Equal(different[person], Spread(scores.Different, table.Bins));
        }
    }

    private static long[] Spread(BinnedCounts counts, int bins)
    {
        double[] spread = new double[bins];
        counts.AddTo(spread, 1);
        return [.. spread.Select(static count => (long)count)];
    }

    // Unit vectors, those of a person side by side.
    private static EmbeddedPictures Random(int pictures, int people, int[]? places = null)
    {
        var random = new SplitMix(5);
        var vectors = new SensitiveBuffer<float>(pictures * Length);
        for (int i = 0; i < pictures; i++)
        {
            Span<float> vector = vectors.Span.Slice(i * Length, Length);
            float sum = 0;
            for (int j = 0; j < Length; j++)
            {
                vector[j] = (random.Next(2001) - 1000) / 1000f;
                sum += vector[j] * vector[j];
            }

            for (int j = 0; j < Length; j++)
            {
                vector[j] /= MathF.Sqrt(sum);
            }
        }

        return new(vectors, Length, places ?? [.. Enumerable.Range(0, pictures)], [.. Enumerable.Range(0, pictures).Select(i => (int)((long)i * people / pictures))]);
    }

    private static PairList ListOfAll(int pictures)
    {
        (int One, int Other)[] pairs = [.. Enumerable.Range(0, pictures).SelectMany(other => Enumerable.Range(0, other).Select(one => (one, other)))];
        return new([.. pairs.Select(static pair => pair.One)], [.. pairs.Select(static pair => pair.Other)], [.. pairs.Select(static _ => 0)], null, null, [], 0);
    }
}
