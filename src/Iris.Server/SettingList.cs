using System.Net;
using System.Net.Sockets;

namespace Iris.Server;

/// <summary>Reads settings that are lists, and the addresses in them.</summary>
internal static class SettingList
{
    /// <summary>The parts of a list, which commas separate as a rule, without the space around them and without empty ones.</summary>
    public static string[] Split(string? list, char separator = ',') =>
        list?.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Reads an address.</summary>
    /// <returns>Null when it is none, or is not written the way that nobody can take for another.</returns>
    public static IPAddress? ParseAddress(string text) =>
        // The framework reads 10.1 as 10.0.0.1, and 010.0.0.1 as 8.0.0.1: whoever writes that means something else.
        IPAddress.TryParse(text, out IPAddress? address)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text)
            ? address
            : null;

    /// <summary>Reads a network, such as <c>10.1.2.0/24</c>.</summary>
    /// <returns>Null when it is none, or its address is not the first one of it.</returns>
    public static IPNetwork? ParseNetwork(string text) =>
        // The framework reads 10.0.0.1/8 as all of 10.0.0.0/8, which may be more than was meant.
        IPNetwork.TryParse(text, out IPNetwork network) && network.BaseAddress.Equals(ParseAddress(text.Split('/')[0])) ? network : null;
}
