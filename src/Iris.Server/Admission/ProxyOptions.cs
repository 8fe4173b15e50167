using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Iris.Server.Admission;

/// <summary>Which reverse proxies are believed about the address of a client. Configuration section <c>Iris:Proxy</c>.</summary>
internal sealed class ProxyOptions : IValidatableObject
{
    public const string Section = "Iris:Proxy";

    /// <summary>The addresses of proxies, separated by commas. Default none.</summary>
    [Required(AllowEmptyStrings = true)]
    public string KnownProxies { get; set; } = "";

    /// <summary>Networks whose every address is a proxy, as <c>10.1.2.0/24</c>, separated by commas. Default none.</summary>
    [Required(AllowEmptyStrings = true)]
    public string KnownNetworks { get; set; } = "";

    /// <summary>How many proxies there are one behind the other, at most. Default 1.</summary>
    [Range(1, 16)]
    public int ForwardLimit { get; set; } = 1;

    /// <summary>The proxies.</summary>
    public IEnumerable<IPAddress> Addresses => Split(KnownProxies).Select(static text => ParseAddress(text)!);

    /// <summary>The networks of proxies.</summary>
    public IEnumerable<IPNetwork> Networks => Split(KnownNetworks).Select(static text => IPNetwork.Parse(text));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (string text in Split(KnownProxies).Where(static text => ParseAddress(text) is null))
        {
            yield return new($"{Section}:{nameof(KnownProxies)}: {text} is no address.", [nameof(KnownProxies)]);
        }

        foreach (string text in Split(KnownNetworks).Where(static text => !IsNetwork(text)))
        {
            yield return new($"{Section}:{nameof(KnownNetworks)}: {text} is no network, such as 10.1.2.0/24.", [nameof(KnownNetworks)]);
        }
    }

    // The framework reads 10.0.0.1/8 as all of 10.0.0.0/8, which may be more than was meant.
    private static bool IsNetwork(string text) => IPNetwork.TryParse(text, out IPNetwork network)
        && ParseAddress(text.Split('/')[0]) is { } address
        && address.Equals(network.BaseAddress);

    private static string[] Split(string list) =>
        list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    // The framework reads 10.1 as 10.0.0.1, and 010.0.0.1 as 8.0.0.1: whoever writes that means something else.
    private static IPAddress? ParseAddress(string text)
    {
        if (!IPAddress.TryParse(text, out IPAddress? address)
            || (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != text))
        {
            return null;
        }

        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}

[OptionsValidator]
internal sealed partial class ProxyOptionsValidator : IValidateOptions<ProxyOptions>;
