using System.Security.Cryptography;

namespace Iris.ModelConversion;

/// <summary>A network in ONNX.</summary>
/// <param name="File">The file's name in the pack.</param>
/// <param name="Content">The file.</param>
internal sealed record ConvertedModel(string File, byte[] Content)
{
    /// <summary>The file's SHA-256 in lower-case hexadecimal, as the manifest writes it.</summary>
    public string Digest { get; } = Convert.ToHexStringLower(SHA256.HashData(Content));
}
