using Iris.Client;
using Iris.Memory;

namespace Iris.Cli.Pictures;

/// <summary>A picture's bytes, or why there are none. Zeroed when it is released.</summary>
internal sealed class PictureContent : IDisposable
{
    /// <summary>The largest picture, as of a server that nobody has told otherwise.</summary>
    public const int MaxBytes = 40 * 1024 * 1024;

    private readonly GrowingBuffer? _bytes;

    private PictureContent(GrowingBuffer bytes) => _bytes = bytes;

    private PictureContent(Outcome failure) => Failure = failure;

    /// <summary>Why there are no bytes; null when there are.</summary>
    public Outcome? Failure { get; }

    /// <summary>The bytes. Valid until it is released.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes?.WrittenMemory ?? default;

    /// <summary>A picture that could not be had.</summary>
    public static PictureContent None(Outcome failure) => new(failure);

    /// <summary>Reads a stream to its end, or until it is too large.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="expectedLength">How many bytes it says it has; 0 when unknown.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<PictureContent> ReadAsync(Stream stream, long expectedLength, CancellationToken cancellationToken)
    {
        // Room for one byte too many, which tells.
        GrowingBuffer? bytes = new(expectedLength, MaxBytes + 1);
        try
        {
            int read;
            while ((read = await stream.ReadAsync(bytes.GetMemory(), cancellationToken)) > 0)
            {
                bytes.Advance(read);
            }

            if (bytes.Written.Length > MaxBytes)
            {
                return None(Outcome.TooLarge);
            }

            var content = new PictureContent(bytes);
            bytes = null;
            return content;
        }
        finally
        {
            bytes?.Dispose();
        }
    }

    public void Dispose() => _bytes?.Dispose();
}
