using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Iris.Server.Access;

/// <summary>Whose tokens are accepted (JWT, as OpenID Connect issues them). Configuration section <c>Iris:Access:Jwt</c>.</summary>
internal sealed class JwtOptions : IValidatableObject
{
    public const string Section = "Iris:Access:Jwt";

    /// <summary>The issuer, such as <c>https://login.example.org/realms/clinic</c>, which publishes its keys below it. Default none.</summary>
    public string? Authority { get; set; }

    /// <summary>What tokens must be meant for: their <c>aud</c>. Required with an authority.</summary>
    public string? Audience { get; set; }

    /// <summary>Whether the authority must be asked over HTTPS. Default true; false is for trials.</summary>
    public bool RequireHttpsMetadata { get; set; } = true;

    /// <summary>A scope that tokens must have, in <c>scope</c> or <c>scp</c>. Default none.</summary>
    public string? RequiredScope { get; set; }

    /// <summary>A role that tokens must have, in <c>roles</c> or <c>role</c>. Default none.</summary>
    public string? RequiredRole { get; set; }

    /// <summary>Whether tokens are accepted.</summary>
    public bool IsConfigured => !string.IsNullOrWhiteSpace(Authority);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsConfigured)
        {
            if (!string.IsNullOrWhiteSpace(Audience))
            {
                yield return new("an audience alone lets nobody in.", [nameof(Authority)]);
            }

            yield break;
        }

        if (!Uri.TryCreate(Authority, UriKind.Absolute, out Uri? authority) || authority.Scheme is not ("https" or "http"))
        {
            yield return new("it is no URL, such as https://login.example.org.", [nameof(Authority)]);
        }
        else if (RequireHttpsMetadata && authority.Scheme != Uri.UriSchemeHttps)
        {
            yield return new(
                $"it must be an https URL, unless {nameof(RequireHttpsMetadata)} is false.", [nameof(Authority)]);
        }

        // Without it, a token that the authority gave for any other service would do.
        if (string.IsNullOrWhiteSpace(Audience))
        {
            yield return new("it is required with an authority.", [nameof(Audience)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class JwtOptionsValidator : IValidateOptions<JwtOptions>;
