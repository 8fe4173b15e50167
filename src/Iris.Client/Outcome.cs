using System.Text.Json.Serialization;
using Iris.Client.Json;

namespace Iris.Client;

/// <summary>What became of a picture.</summary>
[JsonConverter(typeof(OutcomeConverter))]
public enum Outcome
{
    /// <summary>Something that this version of the client does not know yet.</summary>
    Unknown,

    /// <summary>A face of it was compared.</summary>
    Compared,

    /// <summary>It has faces; what <see cref="IrisClient.FindFacesAsync"/> says of a picture with one.</summary>
    Found,

    /// <summary>It has no face, or none that is large enough.</summary>
    NoFace,

    /// <summary>It is empty, or begins like a picture and cannot be read.</summary>
    Unreadable,

    /// <summary>It is no JPEG, PNG, WebP, GIF or BMP file.</summary>
    Unsupported,

    /// <summary>It has more bytes, pixels or frames than the server allows.</summary>
    TooLarge,

    /// <summary>Its URL leads to an address that the server does not fetch from.</summary>
    RefusedAddress,

    /// <summary>It could not be fetched from its URL.</summary>
    FetchFailed,

    /// <summary>Fetching it or looking at it took too long.</summary>
    TimedOut,

    /// <summary>The target has no face to compare with, so the candidate was not looked at to the end.</summary>
    NotCompared,
}
