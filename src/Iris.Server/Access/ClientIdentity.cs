using System.Security.Claims;
using Iris.Server.Admission;

namespace Iris.Server.Access;

/// <summary>
/// Who has shown valid credentials. It has no claims: what credentials say beyond this is not kept, not even for the request.
/// </summary>
/// <param name="scheme">What kind of credentials.</param>
/// <param name="bucket">What its requests are counted against.</param>
/// <param name="isAllowed">Whether whoever has the credentials is also let in.</param>
internal sealed class ClientIdentity(string scheme, Bucket bucket, bool isAllowed) : ClaimsIdentity(scheme)
{
    /// <summary>What its requests are counted against.</summary>
    public Bucket Bucket { get; } = bucket;

    /// <summary>Whether whoever has the credentials is also let in.</summary>
    public bool IsAllowed { get; } = isAllowed;
}
