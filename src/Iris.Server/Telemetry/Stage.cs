namespace Iris.Server.Telemetry;

/// <summary>What is timed of the work on a picture.</summary>
internal enum Stage
{
    /// <summary>It is fetched from a URL.</summary>
    Fetch,

    /// <summary>Its bytes become pixels.</summary>
    Decode,

    /// <summary>Its faces are found.</summary>
    Detect,

    /// <summary>Its faces become embeddings.</summary>
    Embed,
}
