using System.Buffers.Binary;

namespace Iris.Testing;

/// <summary>Writes the containers of WebP (RFC 9649) around pictures that ordinary encoders made.</summary>
public static class WebPFile
{
    private const int RiffHeaderBytes = 12;

    /// <summary>An animation that shows the same picture in each frame.</summary>
    /// <param name="webp">A WebP file of one picture, without a container of its own.</param>
    /// <param name="width">The width that the animation announces, up to 2^24.</param>
    /// <param name="height">The height.</param>
    /// <param name="frameWidth">The picture's width.</param>
    /// <param name="frameHeight">The picture's height.</param>
    /// <param name="frames">How many frames.</param>
    public static byte[] Animation(byte[] webp, int width, int height, int frameWidth, int frameHeight, int frames)
    {
        byte[] frame = Chunk("ANMF", [.. new byte[6], .. UInt24(frameWidth - 1), .. UInt24(frameHeight - 1), 10, 0, 0, 0, .. webp.AsSpan(RiffHeaderBytes)]);
        return Riff(
        [
            .. Extended(2, width, height), .. Chunk("ANIM", new byte[6]), .. Enumerable.Repeat(frame, frames).SelectMany(bytes => bytes),
        ]);
    }

    /// <summary>The same picture with a colour profile.</summary>
    /// <param name="webp">A WebP file of one picture, without a container of its own.</param>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="profile">The profile.</param>
    public static byte[] WithProfile(byte[] webp, int width, int height, byte[] profile) =>
        Riff([.. Extended(0x20, width, height), .. Chunk("ICCP", profile), .. webp.AsSpan(RiffHeaderBytes)]);

    /// <summary>The same picture with metadata behind it.</summary>
    /// <param name="webp">A WebP file of one picture, without a container of its own.</param>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="metadata">The content of the chunk.</param>
    public static byte[] WithExif(byte[] webp, int width, int height, byte[] metadata) =>
        Riff([.. Extended(8, width, height), .. webp.AsSpan(RiffHeaderBytes), .. Chunk("EXIF", metadata)]);

    /// <summary>A file that is one chunk.</summary>
    /// <param name="type">The chunk's name, four letters.</param>
    /// <param name="content">Its content.</param>
    public static byte[] WithPicture(string type, byte[] content) => Riff(Chunk(type, content));

    /// <summary>The same picture behind another chunk.</summary>
    /// <param name="webp">A WebP file.</param>
    /// <param name="type">The chunk's name, four letters.</param>
    /// <param name="content">Its content.</param>
    public static byte[] WithFirst(byte[] webp, string type, byte[] content) => Riff([.. Chunk(type, content), .. webp.AsSpan(RiffHeaderBytes)]);

    private static byte[] Extended(byte flags, int width, int height) =>
        Chunk("VP8X", [flags, 0, 0, 0, .. UInt24(width - 1), .. UInt24(height - 1)]);

    private static byte[] Riff(byte[] chunks) => [.. "RIFF"u8, .. UInt32(chunks.Length + 4), .. "WEBP"u8, .. chunks];

    private static byte[] Chunk(string type, byte[] content) =>
        [.. type.Select(letter => (byte)letter), .. UInt32(content.Length), .. content, .. new byte[content.Length % 2]];

    private static byte[] UInt24(int value) => UInt32(value)[..3];

    private static byte[] UInt32(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
