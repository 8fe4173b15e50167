using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Iris.Server.Access;

/// <summary>How an API key is written, and what is kept of it.</summary>
internal static class ApiKeyText
{
    /// <summary>The header that a client sends its key in.</summary>
    public const string Header = "X-Api-Key";

    /// <summary>So that whoever finds a key, or a program that looks for them, knows what it opens.</summary>
    public const string Prefix = "iris_";

    /// <summary>The longest text that is looked at.</summary>
    public const int MaxBytes = 128;

    private const int RandomBytes = 32;

    /// <summary>Makes a key: 256 random bits.</summary>
    public static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>The hash of a key as its file has it.</summary>
    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>Computes the hash of what a client has sent, with no copy but on the stack, where it is zeroed.</summary>
    /// <returns>False when it is longer than a key can be.</returns>
    public static bool TryHash(ReadOnlySpan<char> text, Span<byte> hash)
    {
        Span<byte> bytes = stackalloc byte[MaxBytes];
        bool fits = Encoding.UTF8.TryGetBytes(text, bytes, out int count);
        if (fits)
        {
            SHA256.HashData(bytes[..count], hash);
        }

        CryptographicOperations.ZeroMemory(bytes);
        return fits;
    }
}
