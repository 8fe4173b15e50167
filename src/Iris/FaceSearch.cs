namespace Iris;

/// <summary>
/// How a picture is searched for faces. The default value looks for what a portrait is of: every face that the picture shows well, the
/// largest with an embedding.
/// </summary>
public readonly record struct FaceSearch
{
    /// <summary>Which faces get an embedding. Default <see cref="FaceSelection.Largest"/>.</summary>
    public FaceSelection Embed { get; init; }

    /// <summary>
    /// The least length in pixels of the upright picture that the shorter side of a face's box must have. Smaller faces are counted in
    /// <see cref="PictureFaces.Seen"/> and then passed over. Default 0: every face is taken.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int MinFaceSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>
    /// Whether small faces are looked for beside large ones as well, tile by tile and in as fine a decode as the limits allow. Default
    /// false: tiles are tried only where nothing else was found. It takes many times as long and no more memory.
    /// </summary>
    public bool Thorough { get; init; }
}
