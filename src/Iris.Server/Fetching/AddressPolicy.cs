using System.Net;
using System.Net.Sockets;

namespace Iris.Server.Fetching;

/// <summary>
/// Which addresses pictures may be fetched from: those of the internet, and those that the operator has named. The ranges are those of
/// IANA's registries of special-purpose addresses (RFC 6890, as of 2025), and everything that they do not call globally reachable is
/// refused. See decision 0010. Immutable and thread-safe.
/// </summary>
internal sealed class AddressPolicy
{
    private const int Ipv4Bytes = 4;
    private const int Ipv6Bytes = 16;

    // Of IPv6 only what is assigned to the internet is let through, so that what is not known is refused.
    private static readonly IPNetwork Ipv6Internet = IPNetwork.Parse("2000::/3");

    // NAT64 (RFC 6052): the last 32 bits are the IPv4 address that is reached. All that a network with IPv6 alone has for servers without.
    private static readonly IPNetwork TranslatedIpv4 = IPNetwork.Parse("64:ff9b::/96");

    private static readonly IPNetwork[] NotOfTheInternet = Parse(
        "0.0.0.0/8",            // this network, RFC 791: a connection to it reaches this machine
        "10.0.0.0/8",           // private, RFC 1918
        "100.64.0.0/10",        // shared behind a carrier's NAT, RFC 6598; a cloud's metadata at 100.100.100.200
        "127.0.0.0/8",          // loopback, RFC 1122
        "168.63.129.16/32",     // a cloud's metadata, at an address that looks public
        "169.254.0.0/16",       // link-local, RFC 3927; clouds' metadata at 169.254.169.254 and others
        "172.16.0.0/12",        // private, RFC 1918
        "192.0.0.0/24",         // protocol assignments, RFC 6890; a cloud's metadata at 192.0.0.192
        "192.0.2.0/24",         // documentation, RFC 5737
        "192.88.99.0/24",       // relays of 6to4, RFC 7526
        "192.168.0.0/16",       // private, RFC 1918
        "198.18.0.0/15",        // benchmarks, RFC 2544
        "198.51.100.0/24",      // documentation, RFC 5737
        "203.0.113.0/24",       // documentation, RFC 5737
        "224.0.0.0/4",          // multicast, RFC 1112
        "240.0.0.0/4",          // reserved, RFC 1112, and broadcast, RFC 919
        "2001::/23",            // protocol assignments, RFC 2928: Teredo, which holds an IPv4 address, benchmarks, ORCHID
        "2001:db8::/32",        // documentation, RFC 3849
        "2002::/16",            // 6to4, RFC 3056, which holds an IPv4 address
        "3fff::/20");           // documentation, RFC 9637

    // Networks that a name allowed by the operator may lead to.
    private static readonly IPNetwork[] Private = Parse(
        "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7");

    // Clouds' metadata inside of those.
    private static readonly IPNetwork[] Metadata = Parse("100.100.100.200/32", "fd00:ec2::/32", "fd20:ce::/32");

    private readonly IPNetwork[] _networks;
    private readonly AllowedHost[] _hosts;

    /// <param name="networks">Networks that may be connected to, whatever they are.</param>
    /// <param name="hosts">Names of servers that may be on a private network.</param>
    public AddressPolicy(IEnumerable<IPNetwork> networks, IEnumerable<AllowedHost> hosts)
    {
        _networks = [.. networks];
        _hosts = [.. hosts];
    }

    /// <summary>Reads a network such as <c>10.1.0.0/16</c>, or a single address.</summary>
    /// <returns>Null when it is none, or is not written the way that nobody can take for another.</returns>
    public static IPNetwork? ParseNetwork(string text)
    {
        if ((SettingList.ParseNetwork(text) ?? Single(SettingList.ParseAddress(text))) is not { } network)
        {
            return null;
        }

        const int MappedBits = 8 * (Ipv6Bytes - Ipv4Bytes);
        return network.BaseAddress.IsIPv4MappedToIPv6 && network.PrefixLength >= MappedBits
            ? new IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - MappedBits)
            : network;
    }

    /// <summary>The address that a connection goes to: one of IPv4 that is mapped into IPv6 is one of IPv4.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Whether an address may be connected to, whoever has it.</summary>
    public bool Allows(IPAddress address)
    {
        address = Plain(address);
        return Contains(_networks, address) || IsOfTheInternet(address);
    }

    /// <summary>Whether an address that a name has led to may be connected to.</summary>
    /// <param name="host">The name, as the URL has it once IDNA has been applied.</param>
    /// <param name="port">The port.</param>
    /// <param name="address">The address.</param>
    public bool Allows(string host, int port, IPAddress address) =>
        Allows(address) || (IsPrivate(Plain(address)) && Array.Exists(_hosts, allowed => allowed.Matches(host, port)));

    private static bool IsOfTheInternet(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !Contains(NotOfTheInternet, address);
        }

        Span<byte> bytes = stackalloc byte[Ipv6Bytes];
        if (!address.TryWriteBytes(bytes, out _))
        {
            return false;
        }

        return TranslatedIpv4.Contains(address)
            ? !Contains(NotOfTheInternet, new IPAddress(bytes[^Ipv4Bytes..]))
            : Ipv6Internet.Contains(address) && !Contains(NotOfTheInternet, address) && !IsTunnelOfIpv4(bytes);
    }

    // ISATAP (RFC 5214): an interface identifier of 00-00-5E-FE or 02-00-5E-FE, and the IPv4 address that is reached.
    private static bool IsTunnelOfIpv4(ReadOnlySpan<byte> address) =>
        (address[8] & ~0x02) == 0 && address[9..12].SequenceEqual<byte>([0, 0x5E, 0xFE]);

    private static bool IsPrivate(IPAddress address) => Contains(Private, address) && !Contains(Metadata, address);

    private static bool Contains(IPNetwork[] networks, IPAddress address) => Array.Exists(networks, network => network.Contains(address));

    private static IPNetwork? Single(IPAddress? address) =>
        address is null ? null : new IPNetwork(address, 8 * (address.AddressFamily == AddressFamily.InterNetwork ? Ipv4Bytes : Ipv6Bytes));

    private static IPNetwork[] Parse(params string[] networks) => [.. networks.Select(IPNetwork.Parse)];
}
