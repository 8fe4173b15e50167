namespace Iris.Client;

/// <summary>How an <see cref="IrisClient"/> makes itself known and how patient it is. Read when the client is made.</summary>
public sealed class IrisClientOptions
{
    /// <summary>The key that the server knows this client by, sent as <c>X-Api-Key</c>; null for none. Send it over HTTPS alone.</summary>
    public string? ApiKey { get; init; }

    /// <summary>
    /// A token sent as <c>Authorization: Bearer</c>; null for none. For tokens that expire, give the client an <see cref="HttpClient"/>
    /// whose handler adds them.
    /// </summary>
    public string? BearerToken { get; init; }

    /// <summary>How often a request that was refused with 429 or 503 is sent again; 0 for never. Default 3.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>
    /// The longest wait before a request is sent again. When the server asks for a longer one the refusal is thrown at once, with
    /// <see cref="IrisException.RetryAfter"/>: to come back earlier than asked would be no use. Default 30 seconds.
    /// </summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long one attempt may take until its answer begins, sending included. Default 5 minutes. A client that is given an
    /// <see cref="HttpClient"/> keeps to that one's own timeout instead.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The clock by which waits are measured. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where the random part of a wait comes from.</summary>
    internal Random Random { get; init; } = Random.Shared;
}
