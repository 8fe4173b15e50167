using Iris.Cli.Evaluation.Statistics;

namespace Iris.Cli.Evaluation.Pairs;

/// <summary>Pairs of embedded pictures: all that there are, or those of a list.</summary>
internal interface IComparedPairs
{
    /// <summary>How many people are in them.</summary>
    int People { get; }

    /// <summary>How many people have a pair of pictures of their own: trials of recognising somebody.</summary>
    long PeopleWithPairs { get; }

    /// <summary>How many pairs of people are compared: trials of telling two people apart.</summary>
    long PairsOfPeople { get; }

    /// <summary>Counts all similarities, apart for each fold, and keeps the hardest pairs.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    PairTally Count(CancellationToken cancellationToken);

    /// <summary>Counts the similarities of each person.</summary>
    /// <param name="table">The bins to count in.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    IReadOnlyList<PersonScores> CountByPerson(BinTable table, CancellationToken cancellationToken);
}

/// <summary>All similarities, counted.</summary>
/// <param name="Folds">The counts.</param>
/// <param name="HardestSame">The least similar pairs of the same person.</param>
/// <param name="HardestDifferent">The most similar pairs of different people.</param>
internal sealed record PairTally(FoldCounts Folds, HardestPairs HardestSame, HardestPairs HardestDifferent)
{
    public static PairTally Empty(int folds) => new(new(folds), new(mostSimilar: false), new(mostSimilar: true));
}
