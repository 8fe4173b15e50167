namespace Iris.Client;

/// <summary>The types of <see cref="Problem"/> that Iris refuses requests with. Later versions may add some.</summary>
public static class ProblemTypes
{
    /// <summary>400: the body is not JSON in UTF-8.</summary>
    public const string MalformedJson = Prefix + "malformed-json";

    /// <summary>400: the body is not multipart/form-data in UTF-8.</summary>
    public const string MalformedMultipart = Prefix + "malformed-multipart";

    /// <summary>400: the body is not proper HTTP.</summary>
    public const string MalformedHttp = Prefix + "malformed-http";

    /// <summary>400: the request is not proper HTTP.</summary>
    public const string BadRequest = Prefix + "bad-request";

    /// <summary>401: the server wants credentials and got none that are valid.</summary>
    public const string Unauthenticated = Prefix + "unauthenticated";

    /// <summary>403: the credentials do not allow this.</summary>
    public const string Forbidden = Prefix + "forbidden";

    /// <summary>404: there is nothing at this path.</summary>
    public const string NotFound = Prefix + "not-found";

    /// <summary>405: the path does not take this method.</summary>
    public const string MethodNotAllowed = Prefix + "method-not-allowed";

    /// <summary>408: the body came too slowly.</summary>
    public const string BodyTooSlow = Prefix + "body-too-slow";

    /// <summary>413: the body is too large.</summary>
    public const string BodyTooLarge = Prefix + "body-too-large";

    /// <summary>413: the request has too many candidates.</summary>
    public const string TooManyCandidates = Prefix + "too-many-candidates";

    /// <summary>413: a candidate's name is too long.</summary>
    public const string NameTooLong = Prefix + "name-too-long";

    /// <summary>415: the content type is none that the path takes.</summary>
    public const string UnsupportedMediaType = Prefix + "unsupported-media-type";

    /// <summary>422: the body has another shape than the path takes.</summary>
    public const string WrongShape = Prefix + "wrong-shape";

    /// <summary>422: the path does not know an option.</summary>
    public const string UnknownOption = Prefix + "unknown-option";

    /// <summary>422: an option has a value that it cannot have.</summary>
    public const string InvalidOption = Prefix + "invalid-option";

    /// <summary>422: no threshold is calibrated for this false match rate.</summary>
    public const string UnsupportedRate = Prefix + "unsupported-rate";

    /// <summary>429: there were too many requests.</summary>
    public const string RateLimited = Prefix + "rate-limited";

    /// <summary>500: Iris has a bug.</summary>
    public const string Internal = Prefix + "internal";

    /// <summary>503: Iris is busy.</summary>
    public const string Busy = Prefix + "busy";

    /// <summary>503: a token cannot be checked, since its authority cannot be reached.</summary>
    public const string AuthorityUnreachable = Prefix + "authority-unreachable";

    private const string Prefix = "urn:iris:problem:";
}
