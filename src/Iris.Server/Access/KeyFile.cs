using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Iris.Server.Admission;
using Microsoft.Extensions.Options;

namespace Iris.Server.Access;

/// <summary>What a file with API keys says: <c>{"Keys": [{"Id": …, "Hash": …}]}</c>.</summary>
internal sealed class KeyFile : IValidatableObject
{
    /// <summary>The most keys: what a client sends is compared with each, which takes 0.2 ms for as many.</summary>
    public const int MaxKeys = 1_000;

    /// <summary>The keys. None lets nobody in.</summary>
    [MaxLength(MaxKeys, ErrorMessage = "there are more than 1,000 keys")]
    [ValidateEnumeratedItems]
    public List<KeyEntry> Keys { get; set; } = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is not as it should be. The message has nothing of the hashes.</exception>
    public static KeyFile Read(Stream stream)
    {
        try
        {
            var file = new KeyFile();
            new ConfigurationBuilder().AddJsonStream(stream).Build().Bind(file, static options => options.ErrorOnUnknownConfiguration = true);
            ValidateOptionsResult result = new KeyFileValidator().Validate(name: null, file);
            return result.Failed ? throw new InvalidDataException(result.FailureMessage) : file;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException("it is no JSON of keys with values of the right kind", exception);
        }
    }

    /// <summary>The keys in the form that they are compared in.</summary>
    public ApiKey[] ToKeys(Buckets buckets) => [.. Keys.Select(entry => new ApiKey(
        Convert.FromHexString(entry.Hash), entry.NotAfter ?? DateTimeOffset.MaxValue, buckets.Of(entry.Id, entry.PerSecond, entry.Burst)))];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Keys.DistinctBy(static entry => entry.Id).Count() < Keys.Count)
        {
            yield return new("two keys have the same Id", [nameof(Keys)]);
        }

        if (Keys.DistinctBy(static entry => entry.Hash, StringComparer.OrdinalIgnoreCase).Count() < Keys.Count)
        {
            yield return new("two keys have the same Hash", [nameof(Keys)]);
        }
    }
}

/// <summary>One API key.</summary>
internal sealed class KeyEntry
{
    /// <summary>What a name may be made of.</summary>
    public const string IdPattern = "[A-Za-z0-9._-]{1,64}";

    /// <summary>What the operator calls it: letters, digits, points, hyphens and underscores, 64 at most.</summary>
    [Required]
    [RegularExpression(IdPattern, ErrorMessage = "Id has other characters than letters, digits, points, hyphens and underscores, or more than 64")]
    public string Id { get; set; } = "";

    /// <summary>The SHA-256 hash of the key's text, 64 hexadecimal digits.</summary>
    [Required]
    [RegularExpression("[0-9A-Fa-f]{64}", ErrorMessage = "Hash is not of 64 hexadecimal digits")]
    public string Hash { get; set; } = "";

    /// <summary>Requests a second in the long run. Default <c>Iris:RateLimit:PerSecond</c>.</summary>
    [Range(1, 1_000_000)]
    public int? PerSecond { get; set; }

    /// <summary>Requests at once after a pause. Default <c>Iris:RateLimit:Burst</c>.</summary>
    [Range(1, 1_000_000)]
    public int? Burst { get; set; }

    /// <summary>Until when it is valid, such as <c>2027-01-31T00:00:00Z</c>. Default for ever.</summary>
    public DateTimeOffset? NotAfter { get; set; }
}

[OptionsValidator]
internal sealed partial class KeyFileValidator : IValidateOptions<KeyFile>;
