namespace Iris.Server.Reading;

/// <summary>An option of a request. A set of them is what a path knows.</summary>
[Flags]
internal enum Choice
{
    None = 0,
    Threshold = 1,
    TargetFalseMatchRate = 2,
    Faces = 4,
    Limit = 8,
    IncludeBelowThreshold = 16,
    MinFaceSize = 32,
    Thorough = 64,
}

/// <summary>What a client has chosen. Nothing of it is of a person.</summary>
internal sealed record Choices
{
    /// <summary>The names of the options.</summary>
    public static readonly (Choice Choice, string Name)[] Names =
    [
        (Choice.Threshold, "threshold"),
        (Choice.TargetFalseMatchRate, "target_false_match_rate"),
        (Choice.Faces, "faces"),
        (Choice.Limit, "limit"),
        (Choice.IncludeBelowThreshold, "include_below_threshold"),
        (Choice.MinFaceSize, "min_face_size"),
        (Choice.Thorough, "thorough"),
    ];

    /// <summary>The largest side of a face that may be asked for, in pixels: that of the largest picture.</summary>
    public const int LargestMinFaceSize = 65_535;

    /// <summary>The largest number of candidates that may be asked for.</summary>
    public const int LargestLimit = 1_000_000;

    /// <summary>The cosine above which a candidate matches, −1 to 1; null for the server's.</summary>
    public float? Threshold { get; init; }

    /// <summary>The accepted rate of false matches for one pair of faces, which chooses the threshold; null for the server's.</summary>
    public double? TargetFalseMatchRate { get; init; }

    /// <summary>Which faces of a picture are compared.</summary>
    public FaceSelection Faces { get; init; }

    /// <summary>The most candidates that are listed; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Whether candidates that were compared and do not match are listed.</summary>
    public bool IncludeBelowThreshold { get; init; } = true;

    /// <summary>The shorter side in pixels that a face must have to be compared.</summary>
    public int MinFaceSize { get; init; }

    /// <summary>Whether small faces are looked for even where large ones were found.</summary>
    public bool Thorough { get; init; }

    /// <summary>What is looked for in each picture.</summary>
    public FaceSearch Search => new() { Embed = Faces, MinFaceSize = MinFaceSize, Thorough = Thorough };

    /// <summary>The name of an option.</summary>
    public static string NameOf(Choice choice) => Array.Find(Names, known => known.Choice == choice).Name;
}
