namespace Iris;

/// <summary>Which faces of a picture get an embedding. All faces are always found.</summary>
public enum FaceSelection
{
    /// <summary>The largest one: what a portrait is of.</summary>
    Largest,

    /// <summary>Every one.</summary>
    All,

    /// <summary>None: where faces are and how good, not whose.</summary>
    None,
}
