using System.Buffers.Binary;

namespace Iris.Imaging;

/// <summary>
/// What a BMP file says about how its pixels are stored: the headers of Windows with 40 to 124 bytes, and those of OS/2 with 12 and with 16 to 64
/// (Microsoft, "Bitmap Header Types"; the OS/2 Presentation Manager reference).
/// </summary>
internal readonly ref struct BmpLayout
{
    private const int FileHeaderBytes = 14;
    private const int Os2HeaderBytes = 12, WindowsHeaderBytes = 40, HeaderBytesWithMasks = 52, HeaderBytesWithOpacity = 108;
    private const int MaskBytes = 4;

    // What compression says.
    private const uint None = 0, BitFields = 3, OpacityBitFields = 6;

    /// <summary>Bits a pixel: 1, 4, 8, 16, 24 or 32.</summary>
    public int Bits { get; private init; }

    /// <summary>Whether rows come from top to bottom.</summary>
    public bool IsTopDown { get; private init; }

    /// <summary>Whether the pixels are run lengths, of 4 or 8 bits.</summary>
    public bool HasRunLengths { get; private init; }

    /// <summary>Which bits of a pixel are red, green, blue and opacity; of no use with less than 16 bits, or with 24.</summary>
    public BmpMasks Masks { get; private init; }

    /// <summary>Blue, green and red of each colour, and perhaps a byte more.</summary>
    public ReadOnlySpan<byte> Colours { get; private init; }

    /// <summary>The bytes of a colour: 3 or 4.</summary>
    public int BytesPerColour { get; private init; }

    /// <summary>The pixels, and what follows. Empty where the file ends before them.</summary>
    public ReadOnlySpan<byte> Pixels { get; private init; }

    /// <summary>Reads the headers.</summary>
    /// <param name="file">The file.</param>
    /// <param name="layout">What they say.</param>
    /// <returns>Whether they are whole and of a kind that is read.</returns>
    public static bool TryRead(ReadOnlySpan<byte> file, out BmpLayout layout)
    {
        layout = default;
        if (file.Length < FileHeaderBytes + MaskBytes)
        {
            return false;
        }

        uint start = BinaryPrimitives.ReadUInt32LittleEndian(file[10..]);
        uint headerLength = BinaryPrimitives.ReadUInt32LittleEndian(file[FileHeaderBytes..]);
        if (!IsHeaderLength(headerLength) || file.Length < FileHeaderBytes + headerLength)
        {
            return false;
        }

        ReadOnlySpan<byte> header = file.Slice(FileHeaderBytes, (int)headerLength);
        bool isOs2 = headerLength == Os2HeaderBytes;
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(header[(isOs2 ? 10 : 14)..]);
        uint compression = Field(header, 16);
        bool hasMasks = compression is BitFields or OpacityBitFields;
        bool hasRunLengths = (compression, bits) is (1, 8) or (2, 4);
        bool isRead = hasRunLengths || (hasMasks ? bits is 16 or 32 : compression == None && bits is 1 or 4 or 8 or 16 or 24 or 32);
        BmpMasks masks = BmpMasks.Usual(bits);
        int end = FileHeaderBytes + header.Length;
        if (!isRead || (hasMasks && !TryReadMasks(file, header.Length, compression, out masks, ref end)) || start < end || start > file.Length)
        {
            return false;
        }

        // A palette is as long as it says, or else has every colour that a pixel may have. One that would reach into the pixels ends before them.
        int bytesPerColour = isOs2 ? 3 : 4;
        long room = (start - end) / bytesPerColour;
        uint used = Field(header, 32);
        long colours = bits > 8 ? 0 : Math.Min(used == 0 ? uint.MaxValue : used, Math.Min(1L << bits, room));
        layout = new()
        {
            Bits = bits,
            IsTopDown = !isOs2 && BinaryPrimitives.ReadInt32LittleEndian(header[8..]) < 0,
            HasRunLengths = hasRunLengths,
            Masks = masks.Within(bits),
            Colours = file.Slice(end, (int)colours * bytesPerColour),
            BytesPerColour = bytesPerColour,
            Pixels = file[(int)start..],
        };
        return !layout.Masks.Overlap && (bits > 8 || colours > 0);
    }

    // Those of 16 bytes and more that are not of Windows are of OS/2, which cuts fields off.
    private static bool IsHeaderLength(uint length) =>
        length is Os2HeaderBytes or 16 or 20 or 24 or 28 or 32 or 36 or WindowsHeaderBytes or 42 or 46 or 48 or HeaderBytesWithMasks or 56 or 60 or 64
            or HeaderBytesWithOpacity or 124;

    // A field that the header does not have is zero.
    private static uint Field(ReadOnlySpan<byte> header, int at) =>
        header.Length >= at + sizeof(uint) ? BinaryPrimitives.ReadUInt32LittleEndian(header[at..]) : 0;

    // Behind a header of 40 bytes, and within the later ones. That of 56 bytes has an opacity too, which programs leave empty: as browsers do, it is
    // not looked at.
    private static bool TryReadMasks(ReadOnlySpan<byte> file, int headerLength, uint compression, out BmpMasks masks, ref int end)
    {
        masks = default;
        bool isBehind = headerLength == WindowsHeaderBytes;
        if (!isBehind && headerLength is not (HeaderBytesWithMasks or 56 or HeaderBytesWithOpacity or 124))
        {
            // In those of OS/2 the number stands for something else.
            return false;
        }

        bool hasOpacity = isBehind ? compression == OpacityBitFields : headerLength >= HeaderBytesWithOpacity;
        int bytes = MaskBytes * (hasOpacity ? 4 : 3);
        ReadOnlySpan<byte> from = file[(FileHeaderBytes + WindowsHeaderBytes)..];
        if (from.Length < bytes)
        {
            return false;
        }

        masks = new(Field(from, 0), Field(from, 4), Field(from, 8), hasOpacity ? Field(from, 12) : 0);
        end += isBehind ? bytes : 0;
        return true;
    }
}
