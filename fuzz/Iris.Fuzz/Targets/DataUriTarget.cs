using System.Text;
using Iris.Server.Fetching;

namespace Iris.Fuzz.Targets;

/// <summary>The reader of <c>data:</c> URIs, beside the framework's conversion of strings: both read the same bytes, or none.</summary>
internal static class DataUriTarget
{
    public static void Check(byte[] input)
    {
        byte[] uri = [.. input];
        bool isDataUri = DataUri.IsDataUri(uri);
        ViolationException.Unless(
            isDataUri == Encoding.Latin1.GetString(input).StartsWith("data:", StringComparison.OrdinalIgnoreCase), "The scheme tells.");
        if (isDataUri)
        {
            bool isRead = DataUri.TryDecodeInPlace(uri, out Range data);
            Verify(input, isRead, uri.AsSpan(data));
        }
    }

    /// <summary>Checks what the reader made of a URI.</summary>
    /// <param name="uri">The URI as it came.</param>
    /// <param name="isRead">Whether it was read.</param>
    /// <param name="data">Its data.</param>
    public static void Verify(byte[] uri, bool isRead, ReadOnlySpan<byte> data)
    {
        byte[]? slow = SlowlyDecoded(Encoding.Latin1.GetString(uri));
        ViolationException.Unless(isRead == slow is not null, $"The slow reader {(slow is null ? "refuses" : "takes")} what the reader does not.");
        ViolationException.Unless(!isRead || data.SequenceEqual(slow), "The data is what the base64 stands for.");
    }

    private static byte[]? SlowlyDecoded(string uri)
    {
        int comma = uri.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !uri[..comma]["data:".Length..].EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string base64 = string.Concat(uri[(comma + 1)..].Where(character => character is not (' ' or '\t' or '\r' or '\n')));
        return IsBase64(base64) ? Convert.FromBase64String(base64) : null;
    }

    // RFC 4648, section 4. The bits that the last character has too many have to be zero (3.5), which Convert lets pass.
    private static bool IsBase64(string text)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        int padding = text.EndsWith("==", StringComparison.Ordinal) ? 2 : text.EndsWith('=') ? 1 : 0;
        string digits = text[..^padding];
        if (text.Length % 4 != 0 || !digits.All(Alphabet.Contains))
        {
            return false;
        }

        int last = digits.Length == 0 ? 0 : Alphabet.IndexOf(digits[^1], StringComparison.Ordinal);
        return padding switch
        {
            0 => true,
            1 => last % 4 == 0,
            _ => last % 16 == 0,
        };
    }
}
