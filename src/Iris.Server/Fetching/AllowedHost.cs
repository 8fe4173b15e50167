using System.Globalization;

namespace Iris.Server.Fetching;

/// <summary>A name of servers that pictures may be fetched from although they are on a private network.</summary>
/// <param name="Name">The name in lower case as it goes to name resolution.</param>
/// <param name="IsSuffix">Whether it stands for all names that end in a dot and it, instead of for itself.</param>
/// <param name="Port">The one port that may be connected to; null for all.</param>
internal readonly record struct AllowedHost(string Name, bool IsSuffix, int? Port)
{
    private const string AnySubdomain = "*.";

    /// <summary>Reads <c>archive.example.org</c>, <c>archive.example.org:8443</c> or <c>*.example.org</c>.</summary>
    /// <returns>Null when it is none of these. An address is none: it belongs to the allowed networks.</returns>
    public static AllowedHost? Parse(string text)
    {
        bool isSuffix = text.StartsWith(AnySubdomain, StringComparison.Ordinal);
        string rest = isSuffix ? text[AnySubdomain.Length..] : text;
        int colon = rest.IndexOf(':', StringComparison.Ordinal);
        ushort port = 0;
        if (colon >= 0 && (!ushort.TryParse(rest[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port) || port == 0))
        {
            return null;
        }

        // Read as the host of a URL is, so that both come out the same.
        string name = colon < 0 ? rest : rest[..colon];
        return Uri.CheckHostName(name) == UriHostNameType.Dns
            && Uri.TryCreate($"http://{name}/", UriKind.Absolute, out Uri? url)
            && url.HostNameType == UriHostNameType.Dns
            ? new(Comparable(url.IdnHost), isSuffix, colon < 0 ? null : port)
            : null;
    }

    /// <summary>Whether a server that a URL names is one of these.</summary>
    /// <param name="host">The name, as <see cref="Uri.IdnHost"/> has it.</param>
    /// <param name="port">The port.</param>
    public bool Matches(string host, int port)
    {
        string name = Comparable(host);
        return (Port is null || Port == port)
            && (IsSuffix ? name.Length > Name.Length + 1 && name.EndsWith("." + Name, StringComparison.Ordinal) : name == Name);
    }

    // A name may end in a dot, which says that it is whole.
    private static string Comparable(string host) => (host.EndsWith('.') ? host[..^1] : host).ToLowerInvariant();
}
