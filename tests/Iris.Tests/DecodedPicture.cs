using Iris.Imaging;

namespace Iris.Tests;

/// <summary>A picture decoded at full size, without the networks, and what was found out on the way.</summary>
internal sealed class DecodedPicture : IDisposable
{
    private readonly Picture _picture;

    private DecodedPicture(Picture picture, bool isIncomplete)
    {
        _picture = picture;
        IsIncomplete = isIncomplete;
    }

    public bool IsIncomplete { get; }

    public int Width => _picture.Width;

    public int Height => _picture.Height;

    public ReadOnlySpan<byte> Pixels => _picture.Pixels;

    /// <summary>Decodes a file; null where it cannot be.</summary>
    public static unsafe DecodedPicture? Of(ReadOnlySpan<byte> file)
    {
        fixed (byte* bytes = file)
        {
            EncodedPicture? encoded = EncodedPicture.Open(bytes, file.Length, PictureLimits.Default, CancellationToken.None, out _);
            return encoded?.Decode(reduction: 1) is { } picture ? new(picture, encoded.IsIncomplete) : null;
        }
    }

    public void Dispose() => _picture.Dispose();
}
