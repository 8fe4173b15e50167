namespace Iris.Server.Fetching;

/// <summary>What became of fetching a picture.</summary>
internal enum FetchOutcome
{
    /// <summary>Its bytes are there.</summary>
    Fetched,

    /// <summary>It is not an absolute <c>http</c> or <c>https</c> URL, or longer than 8 KiB.</summary>
    BadUrl,

    /// <summary>The server cannot be reached, does not answer properly or does not answer with success.</summary>
    Failed,

    /// <summary>It took longer than allowed.</summary>
    TimedOut,

    /// <summary>It has more bytes than allowed.</summary>
    TooLarge,
}
