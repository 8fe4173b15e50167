using System.Buffers.Binary;

namespace Iris.Imaging;

/// <summary>The size of a WebP file and what decoding it would cost, read from its chunks (RFC 9649).</summary>
internal static class WebPStructure
{
    // Measured: 4.03 bytes a pixel for the whole of a lossless picture, 6.07 for a lossy one with compressed transparency, next to nothing
    // without. Rounded up, since the small part depends on the pixels.
    private const int LosslessBytesPerPixel = 5, TransparentBytesPerPixel = 7;

    // What the library notes of each chunk and frame. Measured: 88 bytes a frame.
    private const int KeptPerChunk = 128;

    // A lossless picture has prefix codes for its blocks of 4×4 pixels or more, in groups. Measured: 11.7 KB a group; libwebp's encoder makes 2,600 at most. A group takes
    // 20 bits of the file at least. How many there are is known only when half of the picture has been decoded: a file that means ill can have 65,536.
    private const int BytesPerGroup = 12 * 1024, MaxEncodedGroups = 2600, MinBitsPerGroup = 20, MinBlockPixels = 16;

    // The decoder takes the whole picture in one go and cannot be interrupted: 0.07 to 0.17 seconds for each megabyte of noise, 0.6 to 1.1 for each 100 megapixels.
    // Photographs of 50 megapixels have as much. Lossless ones are bounded by their memory.
    private const int MaxLossyBytes = 8 * 1024 * 1024;
    private const long MaxLossyPixels = 100_000_000;

    private const int ChunkHeaderBytes = 8;
    private const int FrameHeaderBytes = 16;

    public static PictureHeader Read(ReadOnlySpan<byte> file)
    {
        (long width, long height) = (0, 0);
        long kept = 0, lossyBytes = 0, losslessBytes = 0;
        int frames = 0, keptPerPixel = 0;
        bool hasMetadata = false;
        var orientation = Orientation.Upright;

        // A last chunk of odd length may lack its padding.
        bool isCutShort = BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + (long)ChunkHeaderBytes > file.Length + 1;
        file = file[12..];

        // The first chunk says how large the picture is: a container, or the picture itself.
        if (file.Length >= ChunkHeaderBytes)
        {
            ReadOnlySpan<byte> rest = file;
            ReadOnlySpan<byte> first = TakeChunk(ref rest, out ReadOnlySpan<byte> type);
            (width, height) = SizeIn(type, first);
        }

        while (file.Length >= ChunkHeaderBytes)
        {
            ReadOnlySpan<byte> chunk = TakeChunk(ref file, out ReadOnlySpan<byte> type);
            kept += KeptPerChunk;
            if (type.SequenceEqual("ANMF"u8))
            {
                frames++;
                for (ReadOnlySpan<byte> frame = chunk[Math.Min(FrameHeaderBytes, chunk.Length)..]; frame.Length >= ChunkHeaderBytes;)
                {
                    ReadOnlySpan<byte> part = TakeChunk(ref frame, out ReadOnlySpan<byte> partType);
                    Count(partType, part, ref keptPerPixel, ref lossyBytes, ref losslessBytes);
                }
            }
            else if (KeptBytesPerPixel(type) > 0 || type.SequenceEqual("VP8 "u8))
            {
                Count(type, chunk, ref keptPerPixel, ref lossyBytes, ref losslessBytes);
            }
            else if (type.SequenceEqual("ICCP"u8))
            {
                kept += chunk.Length;
            }
            else if (type.SequenceEqual("EXIF"u8) && !hasMetadata)
            {
                hasMetadata = true;
                orientation = ExifOrientation.Read(chunk);
            }
        }

        return new(PictureFormat.WebP, width, height)
        {
            Orientation = orientation,
            IsCutShort = isCutShort,
            IsExcessive = lossyBytes > MaxLossyBytes || (lossyBytes > 0 && width * height > MaxLossyPixels),
            Frames = Math.Max(frames, 1),
            KeptBytes = kept + GroupBytes(width, height, losslessBytes),
            KeptBytesPerPixel = keptPerPixel,
        };
    }

    private static (long Width, long Height) SizeIn(ReadOnlySpan<byte> type, ReadOnlySpan<byte> chunk)
    {
        if (type.SequenceEqual("VP8X"u8) && chunk.Length >= 10)
        {
            return (1 + ReadUInt24(chunk[4..]), 1 + ReadUInt24(chunk[7..]));
        }

        // A key frame's tag and start code, then two times 14 bits and a scale that nobody uses.
        if (type.SequenceEqual("VP8 "u8) && chunk.Length >= 10 && (chunk[0] & 1) == 0 && chunk[3] == 0x9D && chunk[4] == 0x01 && chunk[5] == 0x2A)
        {
            return (BinaryPrimitives.ReadUInt16LittleEndian(chunk[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(chunk[8..]) & 0x3FFF);
        }

        if (type.SequenceEqual("VP8L"u8) && chunk.Length >= 5 && chunk[0] == 0x2F)
        {
            uint bits = BinaryPrimitives.ReadUInt32LittleEndian(chunk[1..]);
            return (1 + (bits & 0x3FFF), 1 + ((bits >> 14) & 0x3FFF));
        }

        return (0, 0);
    }

    // A part of a picture or of a frame: the pixels, or their opacity, which is coded as a lossless picture.
    private static void Count(ReadOnlySpan<byte> type, ReadOnlySpan<byte> part, ref int keptPerPixel, ref long lossyBytes, ref long losslessBytes)
    {
        int kept = KeptBytesPerPixel(type);
        keptPerPixel = Math.Max(keptPerPixel, kept);
        (kept > 0 ? ref losslessBytes : ref lossyBytes) = Math.Max(kept > 0 ? losslessBytes : lossyBytes, part.Length);
    }

    private static long GroupBytes(long width, long height, long losslessBytes) => BytesPerGroup * Math.Min(
        Math.Min(losslessBytes * 8 / MinBitsPerGroup, (width * height / MinBlockPixels) + width + height + 1), MaxEncodedGroups);

    private static int KeptBytesPerPixel(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("VP8L"u8) ? LosslessBytesPerPixel : type.SequenceEqual("ALPH"u8) ? TransparentBytesPerPixel : 0;

    // Chunks begin at even places.
    private static ReadOnlySpan<byte> TakeChunk(ref ReadOnlySpan<byte> file, out ReadOnlySpan<byte> type)
    {
        type = file[..4];
        long length = BinaryPrimitives.ReadUInt32LittleEndian(file[4..]);
        file = file[ChunkHeaderBytes..];
        ReadOnlySpan<byte> chunk = file[..(int)Math.Min(length, file.Length)];
        file = file[(int)Math.Min(length + (length & 1), file.Length)..];
        return chunk;
    }

    private static int ReadUInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
