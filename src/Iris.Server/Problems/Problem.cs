namespace Iris.Server.Problems;

/// <summary>
/// Why a request is refused: a closed set, each with a type that does not change. None has words from a request: what is at fault is
/// told by names of this interface alone.
/// </summary>
/// <param name="Name">What its type ends with.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Title">What is wrong, in a sentence.</param>
internal sealed record Problem(string Name, int Status, string Title)
{
    private const string TypePrefix = "urn:iris:problem:";

    public static readonly Problem MalformedJson = new("malformed-json", 400, "The body is not JSON in UTF-8.");
    public static readonly Problem MalformedMultipart = new("malformed-multipart", 400, "The body is not multipart/form-data in UTF-8.");
    public static readonly Problem MalformedHttp = new("malformed-http", 400, "The body is not proper HTTP.");
    public static readonly Problem BadRequest = new("bad-request", 400, "The request is not proper HTTP.");
    public static readonly Problem Unauthenticated = new("unauthenticated", 401, "The request has no valid credentials.");
    public static readonly Problem Forbidden = new("forbidden", 403, "The credentials do not allow this.");
    public static readonly Problem NotFound = new("not-found", 404, "There is nothing at this path.");
    public static readonly Problem MethodNotAllowed = new("method-not-allowed", 405, "The path does not take this method.");
    public static readonly Problem BodyTooSlow = new("body-too-slow", 408, "The body came too slowly.");
    public static readonly Problem BodyTooLarge = new("body-too-large", 413, "The body is too large.");
    public static readonly Problem TooManyCandidates = new("too-many-candidates", 413, "The request has too many people.");
    public static readonly Problem NameTooLong = new("name-too-long", 413, "The request has a name that is too long.");
    public static readonly Problem UnsupportedMediaType = new("unsupported-media-type", 415, "The content type is none that this path takes.");
    public static readonly Problem WrongShape = new("wrong-shape", 422, "The body has another shape than this path takes.");
    public static readonly Problem UnknownOption = new("unknown-option", 422, "The request has an option that this path does not know.");
    public static readonly Problem InvalidOption = new("invalid-option", 422, "An option has a value that it cannot have, or stands twice.");
    public static readonly Problem UnsupportedRate = new(
        "unsupported-rate", 422, "No threshold is calibrated for this false match rate.");

    public static readonly Problem RateLimited = new("rate-limited", 429, "There were too many requests.");
    public static readonly Problem Internal = new("internal", 500, "Iris has a bug.");
    public static readonly Problem AuthorityUnreachable = new(
        "authority-unreachable", 503, "The token cannot be checked: its authority cannot be reached.");

    public static readonly Problem Busy = new("busy", 503, "Iris is busy.");

    /// <summary>What to do about it on this path, where more can be said than the title does.</summary>
    public string? Detail { get; init; }

    /// <summary>The option at fault: a name of this interface, never a word of the request.</summary>
    public string? Option { get; init; }

    /// <summary>What identifies the problem to programs.</summary>
    public string Type => TypePrefix + Name;

    /// <summary>The problem behind a status that the framework answers with.</summary>
    /// <returns>Null for a status that says all there is to say.</returns>
    public static Problem? ForStatus(int status) => status switch
    {
        StatusCodes.Status400BadRequest => BadRequest,
        StatusCodes.Status401Unauthorized => Unauthenticated,
        StatusCodes.Status403Forbidden => Forbidden,
        StatusCodes.Status404NotFound => NotFound,
        StatusCodes.Status405MethodNotAllowed => MethodNotAllowed,
        StatusCodes.Status408RequestTimeout => BodyTooSlow,
        StatusCodes.Status413PayloadTooLarge => BodyTooLarge,
        StatusCodes.Status415UnsupportedMediaType => UnsupportedMediaType,
        StatusCodes.Status429TooManyRequests => RateLimited,
        StatusCodes.Status500InternalServerError => Internal,
        StatusCodes.Status503ServiceUnavailable => Busy,
        _ => null,
    };
}
