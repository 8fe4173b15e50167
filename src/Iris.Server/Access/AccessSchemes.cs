namespace Iris.Server.Access;

/// <summary>Which kinds of credentials are asked for. A request with one of them is let in.</summary>
/// <param name="Keys">API keys.</param>
/// <param name="Tokens">Tokens of an authority.</param>
/// <param name="Certificates">Certificates of clients.</param>
internal sealed record AccessSchemes(bool Keys, bool Tokens, bool Certificates)
{
    /// <summary>Whether credentials are asked for at all.</summary>
    public bool Any => Keys || Tokens || Certificates;

    /// <summary>What is configured. The settings are checked later, as all are.</summary>
    public static AccessSchemes Of(IConfiguration configuration) => new(
        IsSet(configuration, AccessOptions.Section, nameof(AccessOptions.KeyFile)),
        IsSet(configuration, JwtOptions.Section, nameof(JwtOptions.Authority)),
        IsSet(configuration, ClientCertificateOptions.Section, nameof(ClientCertificateOptions.TrustedRoots)));

    private static bool IsSet(IConfiguration configuration, string section, string name) =>
        !string.IsNullOrWhiteSpace(configuration[$"{section}:{name}"]);
}
