using Iris.Codecs;
using Iris.Memory;

namespace Iris.Imaging;

/// <summary>
/// The one place where a picture's bytes meet a decoder: of JPEG, PNG and WebP in the sandbox, of GIF and BMP in managed code, so that none can reach other memory than
/// its own. They see only kinds that they were tried with, and decode the size that Iris has read itself, or nothing. Not thread-safe.
/// </summary>
/// <param name="bytes">Where the file is; it must stay there, unchanged.</param>
/// <param name="length">Its length in bytes.</param>
/// <param name="header">What Iris has read of it.</param>
/// <param name="cancellationToken">Ends the decodes.</param>
internal sealed unsafe class PictureCodec(byte* bytes, int length, PictureHeader header, CancellationToken cancellationToken)
{
    /// <summary>Whether the last decode had to do without a part of the picture, because the file ends before it.</summary>
    public bool FoundIncomplete { get; private set; }

    private ReadOnlySpan<byte> File => new(bytes, length);

    /// <summary>Where the decoder of a format reads.</summary>
    public static FilePart[] PartsOf(ReadOnlySpan<byte> file, PictureFormat format) =>
        format == PictureFormat.Png ? PngStructure.Parts(file) : [new(0, file.Length)];

    /// <summary>The bytes of parts.</summary>
    public static int LengthOf(FilePart[] parts)
    {
        int length = 0;
        foreach (FilePart part in parts)
        {
            length += part.Length;
        }

        return length;
    }

    /// <summary>Decodes the first frame as it is stored, at the size that <see cref="PictureHeader.CodecSide"/> says.</summary>
    /// <param name="reduction">1, 2, 4 or 8.</param>
    /// <returns>The picture, which the caller releases, or null where it cannot be decoded.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Picture? Decode(int reduction)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return header.Format is PictureFormat.Gif or PictureFormat.Bmp
            ? DecodeManaged()
            : DecodeSandboxed(header.IsReducedAfterDecode(reduction) ? 1 : reduction);
    }

    private Picture? DecodeManaged()
    {
        Picture? picture = new((int)header.Width, (int)header.Height);
        try
        {
            DecodeOutcome outcome = header.Format == PictureFormat.Gif
                ? GifDecoder.Decode(File, header, picture.Pixels, cancellationToken)
                : BmpDecoder.Decode(File, header, picture.Pixels, cancellationToken);
            return Accept(outcome) ? Interlocked.Exchange(ref picture, null) : null;
        }
        finally
        {
            picture?.Dispose();
        }
    }

    private Picture? DecodeSandboxed(int reduction)
    {
        SensitiveBuffer<byte>? memory = new(checked((int)DecodeMemory.OfSandbox(header, reduction)), isGuarded: true);
        try
        {
            DecodeOutcome outcome = SandboxedDecode.Run(
                bytes, PartsOf(File, header.Format), header, reduction, memory, out int pixels, cancellationToken);
            if (!Accept(outcome))
            {
                return null;
            }

            int width = header.CodecSide(header.Width, reduction), height = header.CodecSide(header.Height, reduction);
            if (DecodeMemory.IsMostlyPixels(header, reduction))
            {
                return new(Interlocked.Exchange(ref memory, null)!, pixels, width, height);
            }

            var picture = new Picture(width, height);
            memory.Span.Slice(pixels, picture.Pixels.Length).CopyTo(picture.Pixels);
            return picture;
        }
        finally
        {
            memory?.Dispose();
        }
    }

    private bool Accept(DecodeOutcome outcome)
    {
        FoundIncomplete = header.IsCutShort || outcome == DecodeOutcome.Incomplete;
        return outcome != DecodeOutcome.Unreadable;
    }
}
