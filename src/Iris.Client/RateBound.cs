using System.Text.Json.Serialization;
using Iris.Client.Json;

namespace Iris.Client;

/// <summary>How to read a rate of false matches.</summary>
[JsonConverter(typeof(RateBoundConverter))]
public enum RateBound
{
    /// <summary>Something that this version of the client does not know yet.</summary>
    Unknown,

    /// <summary>It is the rate itself, measured or interpolated.</summary>
    None,

    /// <summary>The true rate is at most this: the similarity is higher than any that was measured.</summary>
    Upper,

    /// <summary>The true rate is at least this: the similarity is lower than any that was measured.</summary>
    Lower,
}
