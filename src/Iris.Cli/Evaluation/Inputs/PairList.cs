namespace Iris.Cli.Evaluation.Inputs;

/// <summary>Pairs of pictures that are to be compared.</summary>
/// <param name="One">A picture of each: its place among the pictures, from 0.</param>
/// <param name="Other">The other picture of each.</param>
/// <param name="Lines">The line of the file that names each, from 1.</param>
/// <param name="Sets">The set that each belongs to by the file, from 0; null where it has no sets.</param>
/// <param name="Groups">The group of each, a place in <paramref name="GroupNames"/>; null where the file has none.</param>
/// <param name="GroupNames">The groups.</param>
/// <param name="Repeated">How many more the file names that it has named before, and that count once.</param>
internal sealed record PairList(
    int[] One, int[] Other, int[] Lines, byte[]? Sets, ushort[]? Groups, IReadOnlyList<string> GroupNames, int Repeated)
{
    /// <summary>The most pairs of a list.</summary>
    public const int Most = 10_000_000;

    public int Count => One.Length;
}
