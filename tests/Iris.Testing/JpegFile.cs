using System.Buffers.Binary;

namespace Iris.Testing;

/// <summary>Writes JPEG files marker by marker (ITU-T T.81, annex B): kinds that no encoder at hand offers, and dishonest ones.</summary>
public static class JpegFile
{
    /// <summary>Sampling factors of 1 and 1.</summary>
    public const byte FullColour = 0x11;

    /// <summary>
    /// A picture of 64×64 pixels or what it announces, progressive: each scan is the first one of the lowest coefficient, and has next to no data.
    /// </summary>
    /// <param name="width">The width that it announces.</param>
    /// <param name="height">The height.</param>
    /// <param name="scans">How many scans.</param>
    /// <param name="sampling">The sampling factors of each component.</param>
    public static byte[] Progressive(ushort width, ushort height, int scans, params byte[] sampling) =>
        Progressive(width, height, scans, scanBytes: 8, sampling);

    /// <summary>The same with more data in each scan.</summary>
    /// <param name="width">The width that it announces.</param>
    /// <param name="height">The height.</param>
    /// <param name="scans">How many scans.</param>
    /// <param name="scanBytes">The bytes of each.</param>
    /// <param name="sampling">The sampling factors of each component.</param>
    public static byte[] Progressive(ushort width, ushort height, int scans, int scanBytes, byte[] sampling)
    {
        List<byte> file = [.. Beginning(0xC2, 8, width, height, sampling)];
        for (int i = 0; i < scans; i++)
        {
            file.AddRange(Segment(0xDA, [(byte)sampling.Length, .. ForEach(sampling, _ => [0]), 0, 0, 0]));
            file.AddRange(new byte[scanBytes]);
        }

        return [.. file, 0xFF, 0xD9];
    }

    /// <summary>A grey picture of any process, with a scan that is empty.</summary>
    /// <param name="startOfFrame">0xC0 baseline, 0xC1 extended, 0xC3 lossless, 0xC5 hierarchical, 0xC9 arithmetic and so on.</param>
    /// <param name="precision">Bits a sample.</param>
    /// <param name="width">The width that it announces.</param>
    /// <param name="height">The height.</param>
    public static byte[] Empty(byte startOfFrame, byte precision, ushort width, ushort height) =>
    [
        .. Beginning(startOfFrame, precision, width, height, FullColour), .. Segment(0xDA, [1, 1, 0, 0, 63, 0]), .. new byte[8], 0xFF, 0xD9,
    ];

    /// <summary>A baseline picture of three colours, with one scan that is empty.</summary>
    /// <param name="width">The width that it announces.</param>
    /// <param name="height">The height.</param>
    /// <param name="scanned">How many of the colours are in the scan.</param>
    public static byte[] Sequential(ushort width, ushort height, byte scanned) =>
    [
        .. Beginning(0xC0, 8, width, height, FullColour, FullColour, FullColour),
        .. Segment(0xDA, [scanned, .. ForEach(new byte[scanned], _ => [0]), 0, 63, 0]), .. new byte[8], 0xFF, 0xD9,
    ];

    /// <summary>A whole picture of one grey, of any process with one scan of all components.</summary>
    /// <param name="startOfFrame">0xC0 baseline and so on.</param>
    /// <param name="width">The width.</param>
    /// <param name="height">The height.</param>
    /// <param name="sampling">The sampling factors of each component.</param>
    public static byte[] Flat(byte startOfFrame, ushort width, ushort height, params byte[] sampling) =>
    [
        .. Beginning(startOfFrame, 8, width, height, sampling), .. Scan([.. Enumerable.Range(1, sampling.Length)], 0, 63),
        .. new byte[FlatBytes(width, height, sampling, bitsPerBlock: 2)], 0xFF, 0xD9,
    ];

    /// <summary>The same, baseline, with a scan for each component.</summary>
    /// <param name="width">The width.</param>
    /// <param name="height">The height.</param>
    /// <param name="sampling">The sampling factors of each component.</param>
    public static byte[] FlatByColour(ushort width, ushort height, params byte[] sampling) =>
    [
        .. Beginning(0xC0, 8, width, height, sampling),
        .. sampling.SelectMany((_, i) => (byte[])[.. Scan([i + 1], 0, 63), .. new byte[FlatBytes(width, height, sampling, bitsPerBlock: 2)]]),
        0xFF, 0xD9,
    ];

    /// <summary>The same, progressive: the lowest coefficient of all components, then all others of each.</summary>
    /// <param name="startOfFrame">0xC2, or 0xCA for arithmetic-coded.</param>
    /// <param name="width">The width.</param>
    /// <param name="height">The height.</param>
    /// <param name="sampling">The sampling factors of each component.</param>
    public static byte[] FlatProgressive(byte startOfFrame, ushort width, ushort height, params byte[] sampling) =>
    [
        .. Beginning(startOfFrame, 8, width, height, sampling),
        .. Scan([.. Enumerable.Range(1, sampling.Length)], 0, 0), .. new byte[FlatBytes(width, height, sampling, bitsPerBlock: 1)],
        .. sampling.SelectMany((_, i) => (byte[])[.. Scan([i + 1], 1, 63), .. new byte[FlatBytes(width, height, sampling, bitsPerBlock: 1)]]),
        0xFF, 0xD9,
    ];

    /// <summary>A lossless picture of three components and one level (process 14, the first predictor).</summary>
    /// <param name="width">The width.</param>
    /// <param name="height">The height.</param>
    public static byte[] Lossless(ushort width, ushort height)
    {
        byte[] components = [FullColour, FullColour, FullColour];
        return
        [
            0xFF, 0xD8,

            // Adobe's marker: red, green and blue.
            .. Segment(0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0]),
            .. Segment(0xC3, [8, .. UInt16(height), .. UInt16(width), 3, .. ForEach(components, factors => [factors, 0])]),
            .. Segment(0xC4, [0x00, 1, .. new byte[15], 0]),
            .. Segment(0xDA, [3, .. ForEach(components, _ => [0]), 1, 0, 0]),
            .. new byte[((width * height * 3) + 7) / 8], 0xFF, 0xD9,
        ];
    }

    /// <summary>
    /// A progressive picture with scans behind a reserved marker, in the data of the first scan, that is followed by what looks like a length: a decoder that has lost a restart
    /// marker goes on behind the marker's two bytes.
    /// </summary>
    /// <param name="side">The width and the height.</param>
    /// <param name="scans">How many scans are hidden.</param>
    public static byte[] WithHiddenScans(ushort side, int scans)
    {
        byte[] hidden = [.. Segment(0xDD, [0, 0]), .. Enumerable.Repeat(Scan([1], 0, 0), scans).SelectMany(scan => scan)];
        return
        [
            .. Beginning(0xC2, 8, side, side, FullColour), .. Segment(0xDD, [0, 1]), .. Scan([1], 0, 0),

            // The second byte of the length begins the first hidden segment.
            0xFF, 0x02, 0xFF, .. hidden, .. new byte[ushort.MaxValue], 0xFF, 0xD9,
        ];
    }

    /// <summary>The same file with a height of 0 in its frame, and the height in a DNL marker behind its scan.</summary>
    /// <param name="jpeg">What <see cref="Flat"/> made.</param>
    /// <param name="height">The height.</param>
    public static byte[] WithHeightBehind(byte[] jpeg, ushort height)
    {
        byte[] file = [.. jpeg.AsSpan(0, jpeg.Length - 2), .. Segment(0xDC, UInt16(height)), 0xFF, 0xD9];
        file.AsSpan(file.AsSpan().IndexOf((byte[])[0xFF, 0xC0]) + 5, 2).Clear();
        return file;
    }

    /// <summary>The same file with more segments behind its first marker.</summary>
    /// <param name="jpeg">A JPEG file.</param>
    /// <param name="marker">The segments' marker.</param>
    /// <param name="segments">Their contents.</param>
    public static byte[] With(byte[] jpeg, byte marker, params IEnumerable<byte[]> segments) =>
        [.. jpeg.AsSpan(0, 2), .. segments.SelectMany(content => Segment(marker, content)), .. jpeg.AsSpan(2)];

    private static byte[] Beginning(byte startOfFrame, byte precision, ushort width, ushort height, params byte[] sampling) =>
    [
        0xFF, 0xD8,
        .. Segment(0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]),
        .. Segment(startOfFrame, [precision, .. UInt16(height), .. UInt16(width), (byte)sampling.Length, .. ForEach(sampling, factors => [factors, 0])]),
        .. Segment(0xC4, [0x00, 1, .. new byte[15], 0]),
        .. Segment(0xC4, [0x10, 1, .. new byte[15], 0]),
    ];

    private static byte[] Scan(int[] components, byte firstCoefficient, byte lastCoefficient) =>
        Segment(0xDA, [(byte)components.Length, .. components.SelectMany(i => (byte[])[(byte)i, 0]), firstCoefficient, lastCoefficient, 0]);

    // Of zeros, each the code of a coefficient that does not change or of the end of a block: enough for all blocks of all components.
    private static int FlatBytes(int width, int height, byte[] sampling, int bitsPerBlock)
    {
        int across = sampling.Max(factors => factors >> 4), down = sampling.Max(factors => factors & 0xF);
        long units = ((width + (8L * across) - 1) / (8 * across)) * ((height + (8L * down) - 1) / (8 * down));
        return (int)((units * sampling.Sum(factors => (factors >> 4) * (factors & 0xF)) * bitsPerBlock / 8) + 1);
    }

    private static IEnumerable<byte> ForEach(byte[] components, Func<byte, byte[]> describe) =>
        components.SelectMany((factors, i) => new[] { (byte)(i + 1) }.Concat(describe(factors)));

    private static byte[] Segment(byte marker, byte[] content) => [0xFF, marker, .. UInt16((ushort)(content.Length + 2)), .. content];

    private static byte[] UInt16(ushort value)
    {
        byte[] bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        return bytes;
    }
}
