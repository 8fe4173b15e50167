using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace Iris.Server.Fetching;

/// <summary>How pictures are fetched from URLs. Configuration section <c>Iris:Fetch</c>.</summary>
internal sealed class FetchOptions : IValidatableObject
{
    public const string Section = "Iris:Fetch";

    /// <summary>Whether pictures are fetched at all. Default true; false leaves <c>data:</c> URIs.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Networks or addresses beside the internet that pictures may be fetched from, such as <c>10.1.0.0/16</c>, separated by commas.
    /// docs/security.md says what is refused otherwise. Default none.
    /// </summary>
    [Required(AllowEmptyStrings = true)]
    public string AllowedNetworks { get; set; } = "";

    /// <summary>
    /// Names of servers that may be on a private network, such as <c>archive.example.org</c>, <c>archive.example.org:8443</c> or
    /// <c>*.example.org</c>, separated by commas. Default none.
    /// </summary>
    [Required(AllowEmptyStrings = true)]
    public string AllowedHosts { get; set; } = "";

    /// <summary>
    /// A proxy that pictures are fetched by, such as <c>http://proxy.example.org:3128</c>. What names lead to is its to check then. Default none.
    /// </summary>
    public string? Proxy { get; set; }

    /// <summary>How long a connection to a picture server may take, with its name's resolution and TLS. Default 3 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a picture server, and each that it redirects to, may take until the head of its answer is there. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long fetching one picture may take in all, from the connection to its last byte. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The least bytes a second that a picture may come at, on average, after three seconds. Default 8,192.</summary>
    [Range(1, 1024 * 1024 * 1024)]
    public int MinBytesPerSecond { get; set; } = 8 * 1024;

    /// <summary>The largest picture fetched from a URL, in bytes. Default 40 MiB.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public int MaxPictureBytes { get; set; } = 40 * 1024 * 1024;

    /// <summary>The proxy's URL, or null.</summary>
    public Uri? ProxyUrl => string.IsNullOrWhiteSpace(Proxy) ? null : new Uri(Proxy);

    /// <summary>What may be connected to, by these settings.</summary>
    public AddressPolicy CreatePolicy() => new(
        SettingList.Split(AllowedNetworks).Select(AddressPolicy.ParseNetwork).OfType<IPNetwork>(),
        SettingList.Split(AllowedHosts).Select(AllowedHost.Parse).OfType<AllowedHost>());

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (string text in SettingList.Split(AllowedNetworks).Where(static text => AddressPolicy.ParseNetwork(text) is null))
        {
            yield return new(
                $"‘{text}’ is neither a network such as 10.1.0.0/16 or fd12::/48 nor an address.", [nameof(AllowedNetworks)]);
        }

        foreach (string text in SettingList.Split(AllowedHosts).Where(static text => AllowedHost.Parse(text) is null))
        {
            yield return new(
                $"‘{text}’ is no name such as archive.example.org, archive.example.org:8443 or *.example.org.", [nameof(AllowedHosts)]);
        }

        if (!string.IsNullOrWhiteSpace(Proxy)
            && !(Uri.TryCreate(Proxy, UriKind.Absolute, out Uri? url)
                && url.Scheme == Uri.UriSchemeHttp && url.UserInfo.Length == 0 && url.PathAndQuery == "/" && url.Fragment.Length == 0))
        {
            yield return new("It must be like http://proxy.example.org:3128, without a user and a path.", [nameof(Proxy)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class FetchOptionsValidator : IValidateOptions<FetchOptions>;
