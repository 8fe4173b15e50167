namespace Iris;

/// <summary>Which faces of a picture get an embedding, and whose quality is measured. All faces are always found.</summary>
public enum FaceSelection
{
    /// <summary>The largest one: what a portrait is of. The others are not measured: cutting them out for that would cost 3 % in pictures of groups.</summary>
    Largest,

    /// <summary>Every one. All are measured.</summary>
    All,

    /// <summary>None: where faces are, not whose. All are measured.</summary>
    None,
}
