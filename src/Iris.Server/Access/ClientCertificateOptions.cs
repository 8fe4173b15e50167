using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace Iris.Server.Access;

/// <summary>
/// Which certificates of clients are accepted where Iris itself ends HTTPS. Configuration section <c>Iris:Access:ClientCertificates</c>.
/// </summary>
internal sealed class ClientCertificateOptions : IValidatableObject
{
    public const string Section = "Iris:Access:ClientCertificates";

    /// <summary>A PEM file with the authorities, and no others, whose certificates are accepted. Default none.</summary>
    public string? TrustedRoots { get; set; }

    /// <summary>
    /// The subjects that are let in, such as <c>CN=reception, O=Clinic</c>, separated by semicolons. Default all of those authorities.
    /// </summary>
    public string? AllowedSubjects { get; set; }

    /// <summary>
    /// Whether the lists of revoked certificates are fetched, from where the certificates say that they are; a certificate whose list
    /// cannot be had is refused then. Default false.
    /// </summary>
    public bool CheckRevocation { get; set; }

    /// <summary>Whether certificates are asked for.</summary>
    public bool IsConfigured => !string.IsNullOrWhiteSpace(TrustedRoots);

    /// <summary>The allowed subjects as the framework writes them; none for all.</summary>
    public IEnumerable<string> Subjects => Split(AllowedSubjects).Select(static text => Normalise(text)!);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsConfigured && !string.IsNullOrWhiteSpace(AllowedSubjects))
        {
            yield return new("subjects alone let nobody in.", [nameof(TrustedRoots)]);
        }

        foreach (string text in Split(AllowedSubjects).Where(static text => Normalise(text) is null))
        {
            yield return new($"‘{text}’ is no subject, such as CN=reception, O=Clinic.", [nameof(AllowedSubjects)]);
        }
    }

    // Subjects have commas in them.
    private static string[] Split(string? list) => SettingList.Split(list, separator: ';');

    private static string? Normalise(string text)
    {
        try
        {
            // By way of its bytes: a name made from text is told as it was written.
            return new X500DistinguishedName(new X500DistinguishedName(text).RawData).Name;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

[OptionsValidator]
internal sealed partial class ClientCertificateOptionsValidator : IValidateOptions<ClientCertificateOptions>;
