namespace Iris.Server.Fetching;

/// <summary>What became of fetching a picture.</summary>
internal enum FetchOutcome
{
    /// <summary>Its bytes are there.</summary>
    Fetched,

    /// <summary>The operator has turned fetching off.</summary>
    Disabled,

    /// <summary>
    /// It, or what it redirects to, is not an absolute <c>http</c> or <c>https</c> URL, has a user, or is longer than 8 KiB; or it
    /// redirects from <c>https</c> to <c>http</c>.
    /// </summary>
    BadUrl,

    /// <summary>Every address that it leads to is one that pictures may not be fetched from.</summary>
    RefusedAddress,

    /// <summary>The server cannot be reached, does not answer properly or does not answer with success.</summary>
    Failed,

    /// <summary>It took longer than allowed, or came too slowly.</summary>
    TimedOut,

    /// <summary>It has more bytes than allowed.</summary>
    TooLarge,
}
