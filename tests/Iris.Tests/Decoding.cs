using Iris.Imaging;

namespace Iris.Tests;

/// <summary>The decode alone, without the networks.</summary>
internal static class Decoding
{
    /// <summary>Why the header is refused; null when it is not.</summary>
    public static unsafe PictureOutcome? RefusalOf(ReadOnlySpan<byte> file, PictureLimits? limits = null)
    {
        fixed (byte* bytes = file)
        {
            EncodedPicture? picture = EncodedPicture.Open(
                bytes, file.Length, limits ?? PictureLimits.Default, CancellationToken.None, out PictureOutcome refusal);
            return picture is null ? refusal : null;
        }
    }

    /// <summary>The decoded pixels; null when there are none.</summary>
    public static unsafe byte[]? Pixels(ReadOnlySpan<byte> file, int reduction = 1)
    {
        fixed (byte* bytes = file)
        {
            EncodedPicture? encoded = EncodedPicture.Open(bytes, file.Length, PictureLimits.Default, CancellationToken.None, out _);
            using Picture? picture = encoded?.Decode(reduction);
            return picture?.Pixels.ToArray();
        }
    }
}
