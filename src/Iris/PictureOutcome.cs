namespace Iris;

/// <summary>What became of a picture. A closed set: every byte string ends in exactly one of these.</summary>
public enum PictureOutcome
{
    /// <summary>It was read and has at least one face.</summary>
    FaceFound,

    /// <summary>It was read and has no face.</summary>
    NoFace,

    /// <summary>It begins like a supported format, or is empty, but cannot be decoded.</summary>
    Unreadable,

    /// <summary>It is not JPEG, PNG, WebP, GIF or BMP.</summary>
    Unsupported,

    /// <summary>Its dimensions, its frames, or what decoding it would cost, exceed <see cref="PictureLimits"/>. Nothing was allocated for its pixels.</summary>
    TooLarge,
}
