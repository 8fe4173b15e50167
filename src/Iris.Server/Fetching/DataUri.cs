using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Iris.Server.Fetching;

/// <summary>
/// Reads <c>data:[media type];base64,…</c> (RFC 2397) in place. The media type is not looked at: what the bytes are, they say
/// themselves.
/// </summary>
internal static class DataUri
{
    private static ReadOnlySpan<byte> Scheme => "data:"u8;

    private static ReadOnlySpan<byte> Encoding => ";base64"u8;

    /// <summary>Whether a URI has the scheme <c>data</c>.</summary>
    public static bool IsDataUri(ReadOnlySpan<byte> uri) => uri.Length >= Scheme.Length && Ascii.EqualsIgnoreCase(uri[..Scheme.Length], Scheme);

    /// <summary>Decodes the data over its own base64, which is lost.</summary>
    /// <param name="uri">A <c>data</c> URI. White space within the base64 is passed over.</param>
    /// <param name="data">Where in <paramref name="uri"/> the data is.</param>
    /// <returns>False when it is not base64.</returns>
    public static bool TryDecodeInPlace(Span<byte> uri, out Range data)
    {
        data = default;
        int comma = uri.IndexOf((byte)',');
        if (comma < Scheme.Length + Encoding.Length || !Ascii.EqualsIgnoreCase(uri[(comma - Encoding.Length)..comma], Encoding))
        {
            return false;
        }

        int start = comma + 1;
        if (Base64.DecodeFromUtf8InPlace(uri[start..], out int length) != OperationStatus.Done)
        {
            return false;
        }

        data = start..(start + length);
        return true;
    }
}
