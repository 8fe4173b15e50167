using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace Iris.Server.Admission;

/// <summary>Which reverse proxies are believed about the address of a client. Configuration section <c>Iris:Proxy</c>.</summary>
internal sealed class ProxyOptions : IValidatableObject
{
    public const string Section = "Iris:Proxy";

    /// <summary>Addresses of reverse proxies that are believed about whom a request is from, separated by commas. Default none.</summary>
    [Required(AllowEmptyStrings = true)]
    public string KnownProxies { get; set; } = "";

    /// <summary>Networks whose every address is such a proxy, as <c>10.1.2.0/24</c>, separated by commas. Default none.</summary>
    [Required(AllowEmptyStrings = true)]
    public string KnownNetworks { get; set; } = "";

    /// <summary>How many such proxies there are one behind the other, at most. Default 1.</summary>
    [Range(1, 16)]
    public int ForwardLimit { get; set; } = 1;

    /// <summary>The proxies.</summary>
    public IEnumerable<IPAddress> Addresses => SettingList.Split(KnownProxies).Select(static text => ParseAddress(text)!);

    /// <summary>The networks of proxies.</summary>
    public IEnumerable<IPNetwork> Networks => SettingList.Split(KnownNetworks).Select(static text => IPNetwork.Parse(text));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (string text in SettingList.Split(KnownProxies).Where(static text => ParseAddress(text) is null))
        {
            yield return new($"‘{text}’ is no address.", [nameof(KnownProxies)]);
        }

        foreach (string text in SettingList.Split(KnownNetworks).Where(static text => !IsNetwork(text)))
        {
            yield return new($"‘{text}’ is no network such as 10.1.2.0/24.", [nameof(KnownNetworks)]);
        }
    }

    private static bool IsNetwork(string text) => SettingList.ParseNetwork(text) is { BaseAddress.IsIPv4MappedToIPv6: false };

    private static IPAddress? ParseAddress(string text)
    {
        IPAddress? address = SettingList.ParseAddress(text);
        return address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
    }
}

[OptionsValidator]
internal sealed partial class ProxyOptionsValidator : IValidateOptions<ProxyOptions>;
