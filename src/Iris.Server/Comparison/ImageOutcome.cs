using Iris.Server.Fetching;

namespace Iris.Server.Comparison;

/// <summary>What became of a picture of a request. A closed set: every picture ends in exactly one of these.</summary>
internal enum ImageOutcome
{
    /// <summary>It was not looked at to the end, since the target has no face to compare it with.</summary>
    NotCompared,

    /// <summary>It has a face.</summary>
    FaceFound,

    /// <summary>It was read and has no face, or none of the size asked for.</summary>
    NoFace,

    /// <summary>It begins like a picture, is empty, or is a <c>data:</c> URI that is not base64, and cannot be read.</summary>
    Unreadable,

    /// <summary>It is not JPEG, PNG, WebP, GIF or BMP.</summary>
    Unsupported,

    /// <summary>It has more bytes or pixels than allowed.</summary>
    TooLarge,

    /// <summary>It leads to an address that pictures may not be fetched from, or none may.</summary>
    RefusedAddress,

    /// <summary>It could not be fetched.</summary>
    FetchFailed,

    /// <summary>Fetching it or working on it took longer than allowed.</summary>
    TimedOut,
}

/// <summary>Turns the outcomes of the parts into one of the whole.</summary>
internal static class ImageOutcomes
{
    public static ImageOutcome Of(PictureOutcome picture) => picture switch
    {
        PictureOutcome.FaceFound => ImageOutcome.FaceFound,
        PictureOutcome.NoFace => ImageOutcome.NoFace,
        PictureOutcome.Unsupported => ImageOutcome.Unsupported,
        PictureOutcome.TooLarge => ImageOutcome.TooLarge,
        _ => ImageOutcome.Unreadable,
    };

    /// <summary>The outcome of a picture that was not fetched.</summary>
    public static ImageOutcome Of(FetchOutcome fetch) => fetch switch
    {
        FetchOutcome.Disabled or FetchOutcome.RefusedAddress => ImageOutcome.RefusedAddress,
        FetchOutcome.TooLarge => ImageOutcome.TooLarge,
        FetchOutcome.TimedOut => ImageOutcome.TimedOut,
        _ => ImageOutcome.FetchFailed,
    };
}
