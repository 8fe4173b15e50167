using System.Buffers.Binary;

namespace Iris.Imaging;

/// <summary>
/// What decoding a JPEG file would cost, read from its markers alone (ITU-T T.81, annex B). A progressive file keeps the coefficients
/// of the whole picture in memory at any scale, and goes through all of them once for each scan: a few kilobytes can ask for
/// gigabytes, and for hours.
/// </summary>
internal readonly ref struct JpegStructure
{
    // Encoders write ten or so.
    private const int MaxScans = 64;

    private const int BytesPerCoefficient = 2;

    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;

    private readonly int _scans;
    private readonly long _coefficients;

    private JpegStructure(int scans, long coefficients)
    {
        _scans = scans;
        _coefficients = coefficients;
    }

    /// <summary>Whether the file can be decoded within a bound on memory, and in a reasonable number of scans.</summary>
    public bool IsWithin(long maxBytes) => _scans <= 1 || (_scans <= MaxScans && _coefficients * BytesPerCoefficient <= maxBytes);

    /// <summary>Reads the markers of a file up to its end, or to where it stops being JPEG.</summary>
    public static JpegStructure Read(ReadOnlySpan<byte> file)
    {
        int scans = 0;
        long coefficients = 0;
        while (NextMarker(ref file, out byte marker) && marker != EndOfImage)
        {
            if (file.Length < 2)
            {
                break;
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(file);
            if (length < 2 || length > file.Length)
            {
                break;
            }

            ReadOnlySpan<byte> segment = file[2..length];
            file = file[length..];
            if (marker == StartOfScan)
            {
                scans++;
            }
            else if (IsStartOfFrame(marker))
            {
                coefficients = Math.Max(coefficients, CountCoefficients(segment));
            }
        }

        return new(scans, coefficients);
    }

    // Passes over the data of a scan: in it 0xFF is followed by 0 or by a restart marker.
    private static bool NextMarker(ref ReadOnlySpan<byte> file, out byte marker)
    {
        marker = 0;
        for (int at = file.IndexOf((byte)0xFF); at >= 0 && at + 1 < file.Length; at = file.IndexOf((byte)0xFF))
        {
            marker = file[at + 1];
            file = file[(at + (marker == 0xFF ? 1 : 2))..];
            if (marker is not (0 or 0x01 or 0xFF or (>= 0xD0 and <= 0xD8)))
            {
                return true;
            }
        }

        return false;
    }

    // 0xC4, 0xC8 and 0xCC are tables and an extension.
    private static bool IsStartOfFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    // Precision, height, width, then for each component its name, its sampling factors and its table.
    private static long CountCoefficients(ReadOnlySpan<byte> frame)
    {
        const int HeaderBytes = 6, ComponentBytes = 3;
        if (frame.Length < HeaderBytes)
        {
            return 0;
        }

        long pixels = (long)BinaryPrimitives.ReadUInt16BigEndian(frame[1..]) * BinaryPrimitives.ReadUInt16BigEndian(frame[3..]);
        int samples = 0, maxHorizontal = 1, maxVertical = 1;
        for (ReadOnlySpan<byte> components = frame[HeaderBytes..]; components.Length >= ComponentBytes; components = components[ComponentBytes..])
        {
            int horizontal = components[1] >> 4;
            int vertical = components[1] & 0xF;
            samples += horizontal * vertical;
            maxHorizontal = Math.Max(maxHorizontal, horizontal);
            maxVertical = Math.Max(maxVertical, vertical);
        }

        return pixels * samples / (maxHorizontal * maxVertical);
    }
}
