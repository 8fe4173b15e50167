namespace Iris.Client;

/// <summary>How faces are looked for. What is null is left to the server.</summary>
public sealed record FindFacesOptions
{
    /// <summary>
    /// Whether the picture is searched piece by piece for small faces as well, which takes many times as long. Null: it is not.
    /// </summary>
    public bool? Thorough { get; init; }

    /// <summary>Faces whose box's shorter side is smaller, in pixels, are passed over: 0 to 65,535. Null: 0.</summary>
    public int? MinFaceSize { get; init; }
}
