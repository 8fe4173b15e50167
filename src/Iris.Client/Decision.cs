using System.Text.Json.Serialization;
using Iris.Client.Json;

namespace Iris.Client;

/// <summary>Whether a similarity is above the threshold.</summary>
[JsonConverter(typeof(DecisionConverter))]
public enum Decision
{
    /// <summary>Something that this version of the client does not know yet.</summary>
    Unknown,

    /// <summary>It is: taken for the same person.</summary>
    Match,

    /// <summary>It is not.</summary>
    NoMatch,
}
