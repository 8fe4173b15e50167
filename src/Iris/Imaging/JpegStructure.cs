using System.Buffers.Binary;

namespace Iris.Imaging;

/// <summary>
/// What decoding a JPEG file would cost, read from its markers alone (ITU-T T.81, annex B). A progressive file, or one with a
/// scan for each colour, keeps the coefficients of the whole picture in memory at any scale, even if it ends after the first scan, and
/// goes through all of them once for each: a few kilobytes can ask for gigabytes, and for hours.
/// </summary>
internal static class JpegStructure
{
    // Encoders write ten or so.
    private const int MaxScans = 64;

    // Each scan goes through all coefficients: 1.6 s in all, computed from 9.5 ms for 6 million. An ordinary progressive file of 64 megapixels is within it.
    private const long MaxVisits = 1L << 30;

    // A colour profile takes 255 at most, and 40 MB of the longest ones are 640.
    private const int MaxSegments = 4096;

    private const int BytesPerCoefficient = 2, PointerBytes = 4, CoefficientTableBytes = 8 * 1024, MaxComponents = 4;

    private const int BlockSide = 8;

    // The codec is built for no other.
    private const int BitsPerSample = 8;

    private const byte LastReserved = 0xBF;
    private const byte StartOfScan = 0xDA;
    private const byte Exif = 0xE1;
    private const byte EndOfImage = 0xD9;

    /// <summary>Reads the markers of a file up to its end, or to where it stops being JPEG.</summary>
    public static PictureHeader Read(ReadOnlySpan<byte> file)
    {
        int scans = 0, segments = 0, frames = 0, components = 0;
        bool isGathered = false, isUnreadable = false, isWhole = false, hasMetadata = false;
        long coefficients = 0, width = 0, height = 0;
        var orientation = Orientation.Upright;
        while (scans <= MaxScans && segments <= MaxSegments && NextMarker(ref file, out byte marker))
        {
            isWhole = marker == EndOfImage;
            if (isWhole || file.Length < 2)
            {
                break;
            }

            // A length less than its own two bytes makes no end of the file: the library reads on behind it.
            int length = Math.Max(2, (int)BinaryPrimitives.ReadUInt16BigEndian(file));
            if (length > file.Length)
            {
                break;
            }

            ReadOnlySpan<byte> segment = file[2..length];
            file = file[length..];
            segments++;
            if (marker == StartOfScan)
            {
                // The first one tells the library whether there will be more, whatever follows.
                scans++;
                isGathered |= scans > 1 || (!segment.IsEmpty && segment[0] < components);
            }
            else if (IsStartOfFrame(marker))
            {
                frames++;
                components = segment.Length > 5 ? segment[5] : 0;
                isUnreadable |= frames > 1 || !IsRead(marker) || components is not (1 or 3 or 4) || segment[0] != BitsPerSample;
                isGathered |= IsProgressive(marker);
                coefficients = Math.Max(coefficients, CountCoefficients(segment, ref width, ref height));
            }
            else if (marker == Exif && !hasMetadata && segment.StartsWith(ExifOrientation.Prefix))
            {
                hasMetadata = true;
                orientation = ExifOrientation.Read(segment);
            }
        }

        return new(PictureFormat.Jpeg, width, height)
        {
            Orientation = orientation,
            IsUnreadable = isUnreadable,
            IsCutShort = !isWhole,
            KeptBytes = isGathered ? KeptFor(coefficients, height) : 0,
            IsExcessive = scans > MaxScans || (scans > 1 && scans * coefficients > MaxVisits) || segments > MaxSegments,
        };
    }

    // And where they are: 1/256 more, a pointer for each row of blocks, and a block of memory for each component.
    private static long KeptFor(long coefficients, long height) =>
        (coefficients * BytesPerCoefficient * 257 / 256) + (MaxComponents * PointerBytes * height / BlockSide) + CoefficientTableBytes;

    // Passes over the data of a scan: in it 0xFF is followed by 0 or by a restart marker. Reserved markers have no segment: elsewhere the library ends with an
    // error at one, but after a lost restart marker it goes on behind its two bytes, and would see what a length there hides from Iris.
    private static bool NextMarker(ref ReadOnlySpan<byte> file, out byte marker)
    {
        marker = 0;
        for (int at = file.IndexOf((byte)0xFF); at >= 0 && at + 1 < file.Length; at = file.IndexOf((byte)0xFF))
        {
            marker = file[at + 1];
            file = file[(at + (marker == 0xFF ? 1 : 2))..];
            if (marker is not (<= LastReserved or 0xFF or (>= 0xD0 and <= 0xD8)))
            {
                return true;
            }
        }

        return false;
    }

    // 0xC4, 0xC8 and 0xCC are tables and an extension.
    private static bool IsStartOfFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    // Baseline, extended and progressive, the last two also arithmetic-coded. Not the lossless ones (0xC3, 0xCB), which the codec library decodes at full
    // size where it has promised a reduced one, and not the parts of hierarchical files.
    private static bool IsRead(byte startOfFrame) => startOfFrame is 0xC0 or 0xC1 or 0xC2 or 0xC9 or 0xCA;

    // Each fourth kind: Huffman-coded, arithmetic-coded, and the same two of hierarchical files.
    private static bool IsProgressive(byte startOfFrame) => (startOfFrame & 3) == 2;

    // Precision, height, width, then for each component its name, its sampling factors and its table.
    private static long CountCoefficients(ReadOnlySpan<byte> frame, ref long width, ref long height)
    {
        const int HeaderBytes = 6, ComponentBytes = 3;
        if (frame.Length < HeaderBytes)
        {
            return 0;
        }

        height = BinaryPrimitives.ReadUInt16BigEndian(frame[1..]);
        width = BinaryPrimitives.ReadUInt16BigEndian(frame[3..]);
        int samples = 0, maxHorizontal = 1, maxVertical = 1;
        for (ReadOnlySpan<byte> components = frame[HeaderBytes..]; components.Length >= ComponentBytes; components = components[ComponentBytes..])
        {
            int horizontal = components[1] >> 4;
            int vertical = components[1] & 0xF;
            samples += horizontal * vertical;
            maxHorizontal = Math.Max(maxHorizontal, horizontal);
            maxVertical = Math.Max(maxVertical, vertical);
        }

        // Whole blocks of 8×8 for each component.
        long acrossBlocks = RoundUp(width, BlockSide * maxHorizontal) / maxHorizontal;
        long downBlocks = RoundUp(height, BlockSide * maxVertical) / maxVertical;
        return acrossBlocks * downBlocks * samples;
    }

    private static long RoundUp(long value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
