using Iris.Cli.Evaluation.Inputs;
using Iris.Cli.Evaluation.Pairs;
using Iris.Cli.Evaluation.Statistics;

namespace Iris.Cli.Evaluation;

/// <summary>What was evaluated, and with what.</summary>
/// <param name="Kind">What the pictures came from.</param>
/// <param name="Model">The model pack's name.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="EmbedderSha256">The digest of its embedder, whose similarities these are.</param>
/// <param name="RecognitionSha256">The digest of all that decides them: <see cref="Models.ModelPack.RecognitionSha256"/>.</param>
/// <param name="RateInUse">The false match rate that the threshold in use is for; null where the pack states a threshold alone.</param>
/// <param name="ModelNote">How the pack was measured, by which that is so; null where it is by a calibration of the user's own.</param>
internal sealed record EvaluationSource(
    InputKind Kind, string Model, string ModelVersion, string EmbedderSha256, string RecognitionSha256, double? RateInUse, string? ModelNote);

/// <summary>The figures of a group of pairs.</summary>
/// <param name="Name">The group's name in the file.</param>
/// <param name="Figures">Its figures.</param>
internal sealed record GroupFigures(string Name, PairFigures Figures)
{
    /// <summary>Fewer people, and intervals are too narrow to compare groups by.</summary>
    public const int FewPeople = 30;

    /// <summary>Fewer pairs of the same person, and a single one is more than a percent.</summary>
    public const int FewSame = 100;

    /// <summary>Fewer pairs of different people, and a false match rate of 1e-3 cannot be seen at all.</summary>
    public const int FewDifferent = 1000;

    /// <summary>Whether it is too small to say that it differs from others.</summary>
    public bool IsSmall => Figures.People < FewPeople || Figures.Same < FewSame || Figures.Different < FewDifferent;
}

/// <summary>All that an evaluation has found. Pictures are told by their numbers alone: reports are passed on.</summary>
internal sealed record EvaluationResult
{
    public required EvaluationSource Source { get; init; }

    /// <summary>How many pictures were looked at.</summary>
    public required int Pictures { get; init; }

    /// <summary>The pictures that take no part, in order.</summary>
    public required IReadOnlyList<Exclusion> Excluded { get; init; }

    /// <summary>The pictures that are the same file as an earlier one.</summary>
    public required IReadOnlyList<Copy> Copies { get; init; }

    /// <summary>The pictures whose files were cut short, by their places from 0, those that take no part among them.</summary>
    public required IReadOnlyList<int> Incomplete { get; init; }

    /// <summary>How many pictures are in no person's folder.</summary>
    public required int Stray { get; init; }

    /// <summary>Whether the folds are sets of the list.</summary>
    public required bool HasSets { get; init; }

    /// <summary>How many pairs a list names again.</summary>
    public required int RepeatedPairs { get; init; }

    /// <summary>How many pairs of a list have a picture that takes no part.</summary>
    public required int ExcludedPairs { get; init; }

    /// <summary>The figures of all pairs.</summary>
    public required PairFigures Figures { get; init; }

    /// <summary>Those of each group; none where there are no groups.</summary>
    public required IReadOnlyList<GroupFigures> Groups { get; init; }
}
