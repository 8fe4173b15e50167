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

    private const int ChunkHeaderBytes = 8;
    private const int FrameHeaderBytes = 16;

    // Of the first frame alone the codec sees the pixels: one lossless part, or one of opacity. More of them would be decoys.
    private const int MaxMeasuredParts = 2;

    public static PictureHeader Read(ReadOnlySpan<byte> file)
    {
        (long width, long height) = (0, 0);
        long kept = 0;
        int frames = 0;
        var parts = new Parts();
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
                parts.AddFrame(chunk);
            }
            else if (Parts.IsPixels(type))
            {
                parts.Add(type, chunk, (int)width, (int)height);
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
            Frames = Math.Max(frames, 1),
            KeptBytes = kept + parts.GroupBytes,
            KeptBytesPerPixel = parts.KeptBytesPerPixel,
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

    // The parts that pixels are made of: of the picture, or of the frames of an animation.
    private struct Parts
    {
        private int _measured;

        public int KeptBytesPerPixel { get; private set; }

        public long GroupBytes { get; private set; }

        public static bool IsPixels(ReadOnlySpan<byte> type) =>
            type.SequenceEqual("VP8 "u8) || type.SequenceEqual("VP8L"u8) || type.SequenceEqual("ALPH"u8);

        public void AddFrame(ReadOnlySpan<byte> frame)
        {
            if (frame.Length < FrameHeaderBytes)
            {
                return;
            }

            int width = 1 + ReadUInt24(frame[6..]), height = 1 + ReadUInt24(frame[9..]);
            for (frame = frame[FrameHeaderBytes..]; frame.Length >= ChunkHeaderBytes;)
            {
                ReadOnlySpan<byte> part = TakeChunk(ref frame, out ReadOnlySpan<byte> type);
                if (IsPixels(type))
                {
                    Add(type, part, width, height);
                }
            }
        }

        public void Add(ReadOnlySpan<byte> type, ReadOnlySpan<byte> part, int width, int height)
        {
            if (type.SequenceEqual("VP8 "u8))
            {
                return;
            }

            bool isOpacity = type.SequenceEqual("ALPH"u8);
            KeptBytesPerPixel = Math.Max(KeptBytesPerPixel, isOpacity ? TransparentBytesPerPixel : LosslessBytesPerPixel);
            if (_measured < MaxMeasuredParts)
            {
                _measured++;
                GroupBytes = Math.Max(GroupBytes, isOpacity ? OpacityGroups(part, width, height) : PictureGroups(type, part));
            }
        }

        // A byte that says how it is coded: 1 in its lowest bits for as a lossless picture.
        private static long OpacityGroups(ReadOnlySpan<byte> part, int width, int height) =>
            part.Length > 1 && (part[0] & 3) == 1 ? WebPGroups.Measure(part[1..], width, height) : 0;

        private static long PictureGroups(ReadOnlySpan<byte> type, ReadOnlySpan<byte> part)
        {
            (long width, long height) = SizeIn(type, part);
            return width > 0 ? WebPGroups.Measure(part[5..], (int)width, (int)height) : 0;
        }
    }
}
