namespace Iris.Cli.Evaluation.Inputs;

/// <summary>Which kind of input pictures and their people come from.</summary>
internal enum InputKind
{
    /// <summary>A folder for each person: all pairs are compared.</summary>
    People,

    /// <summary>A list of pairs in the form of Labeled Faces in the Wild.</summary>
    Lfw,

    /// <summary>A list of pairs as comma-separated values.</summary>
    Csv,
}

/// <summary>Pictures, who is on each, and which of them are compared.</summary>
/// <param name="Kind">What they come from.</param>
/// <param name="Files">The pictures' paths. A picture's number, by which reports name it, is its place here, from 1.</param>
/// <param name="People">Who is on each picture: numbers from 0 in the order of their first picture.</param>
/// <param name="Pairs">What is compared; null where all pairs are.</param>
/// <param name="Stray">How many pictures are in no person's folder.</param>
internal sealed record LabelledPictures(
    InputKind Kind, IReadOnlyList<string> Files, IReadOnlyList<int> People, PairList? Pairs = null, int Stray = 0)
{
    /// <summary>The most pictures of an evaluation: their pairs take an hour by then, and the pictures many.</summary>
    public const int Most = 1_000_000;
}
