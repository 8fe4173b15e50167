using System.Text.Json.Serialization;

namespace Iris.Client;

/// <summary>What a stream of results brings: a <see cref="CandidateResult"/> for each candidate as it is known, one <see cref="CompareSummary"/> at the end.</summary>
public abstract record CompareEvent
{
    private protected CompareEvent()
    {
    }
}

/// <summary>What became of a candidate.</summary>
public sealed record CandidateResult : CompareEvent
{
    /// <summary>Which candidate of the request, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The candidate's name, as it was sent.</summary>
    public required string Name { get; init; }

    /// <summary>What became of the picture. Everything below is null unless it says so for this outcome.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>The cosine similarity of the two faces, −1 to 1, when they were compared.</summary>
    public double? Similarity { get; init; }

    /// <summary>The share of pairs of different people that are as similar, 0 to 1, when they were compared.</summary>
    public double? FalseMatchRate { get; init; }

    /// <summary>How to read <see cref="FalseMatchRate"/>.</summary>
    public RateBound? FalseMatchRateBound { get; init; }

    /// <summary>Whether the candidate is taken for the target, when they were compared.</summary>
    public Decision? Decision { get; init; }

    /// <summary>The picture's width when upright, in pixels, when it was read.</summary>
    public int? Width { get; init; }

    /// <summary>The picture's height when upright, in pixels, when it was read.</summary>
    public int? Height { get; init; }

    /// <summary>How many faces were found, those that were not compared included, when it was read.</summary>
    public int? FacesSeen { get; init; }

    /// <summary>
    /// Whether the picture's file was cut short: a part of the picture is missing, and a face there is not found or is compared by what is left of it.
    /// False when it was not read.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Incomplete { get; init; }

    /// <summary>The face that was compared.</summary>
    public Face? Face { get; init; }

    /// <summary>Which of <see cref="TargetPicture.Faces"/> it was compared with.</summary>
    public int? TargetFace { get; init; }
}

/// <summary>What a comparison came to, apart from its candidates.</summary>
public sealed record CompareSummary : CompareEvent
{
    /// <summary>The models that were used.</summary>
    public required ModelPack Model { get; init; }

    /// <summary>The threshold that was used.</summary>
    public required MatchThreshold Threshold { get; init; }

    /// <summary>What became of the target.</summary>
    public required TargetPicture Target { get; init; }

    /// <summary>Counts over all candidates.</summary>
    public required CompareTotals Totals { get; init; }
}

/// <summary>Counts over all candidates, listed or not.</summary>
public sealed record CompareTotals
{
    /// <summary>How many candidates the request had.</summary>
    public required int Candidates { get; init; }

    /// <summary>How many were compared.</summary>
    public required int Compared { get; init; }

    /// <summary>How many match.</summary>
    public required int Matches { get; init; }

    /// <summary>How many pairs of faces were compared.</summary>
    public required long Comparisons { get; init; }

    /// <summary>The chance that among so many pairs of different people at least one matches, 0 to 1.</summary>
    public double? ChanceOfFalseMatch { get; init; }

    /// <summary>How to read <see cref="ChanceOfFalseMatch"/>.</summary>
    public RateBound? ChanceOfFalseMatchBound { get; init; }
}
