using System.Buffers.Binary;

namespace Iris.Imaging;

/// <summary>The first frame of a GIF file, up to its pixels (GIF89a specification, sections 18 to 23).</summary>
internal readonly ref struct GifFrame
{
    private const byte Extension = 0x21, GraphicControl = 0xF9, ImageDescriptor = 0x2C;
    private const int ScreenBytes = 13, ControlBytes = 8, PlaceBytes = 9;
    private const int BytesPerColour = 3;

    /// <summary>Where it begins on the screen, in pixels.</summary>
    public int Left { get; private init; }

    /// <summary>The same.</summary>
    public int Top { get; private init; }

    /// <summary>Pixels in a row; may be 0.</summary>
    public int Width { get; private init; }

    /// <summary>Rows; may be 0.</summary>
    public int Height { get; private init; }

    /// <summary>Whether its rows are in four passes.</summary>
    public bool IsInterlaced { get; private init; }

    /// <summary>The index of the colour that is not seen; null where all are.</summary>
    public byte? TransparentIndex { get; private init; }

    /// <summary>Its colours, or else the file's: red, green and blue of each, 256 at most. Empty where there are none.</summary>
    public ReadOnlySpan<byte> Colours { get; private init; }

    /// <summary>The bits of an index. The format has 1 to 8.</summary>
    public int CodeSize { get; private init; }

    /// <summary>The blocks of its pixels, and what follows.</summary>
    public ReadOnlySpan<byte> Blocks { get; private init; }

    /// <summary>Reads the frame.</summary>
    /// <returns>
    /// Whether there is one: <see cref="DecodeOutcome.Incomplete"/> where the file ends behind its size and before its pixels, so that nothing but
    /// its place is known.
    /// </returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static DecodeOutcome Read(ReadOnlySpan<byte> file, CancellationToken cancellationToken, out GifFrame frame)
    {
        frame = default;
        if (file.Length < ScreenBytes || !TryTakeColours(file[ScreenBytes..], file[10], out ReadOnlySpan<byte> colours, out ReadOnlySpan<byte> rest))
        {
            return DecodeOutcome.Unreadable;
        }

        byte? transparentIndex = null;
        while (rest.Length >= 2 && rest[0] == Extension)
        {
            if (rest[1] == GraphicControl)
            {
                if (rest.Length < ControlBytes || rest[2] != ControlBytes - 4 || rest[ControlBytes - 1] != 0)
                {
                    return DecodeOutcome.Unreadable;
                }

                transparentIndex = (rest[3] & 1) != 0 ? rest[6] : null;
            }

            var blocks = new GifBlocks(rest[2..], cancellationToken);
            if (!blocks.SkipToEnd())
            {
                return DecodeOutcome.Unreadable;
            }

            rest = blocks.Rest;
        }

        return rest.Length < PlaceBytes || rest[0] != ImageDescriptor
            ? DecodeOutcome.Unreadable
            : ReadDescriptor(rest, colours, transparentIndex, out frame);
    }

    private static DecodeOutcome ReadDescriptor(
        ReadOnlySpan<byte> descriptor, ReadOnlySpan<byte> sharedColours, byte? transparentIndex, out GifFrame frame)
    {
        bool hasFlags = descriptor.Length > PlaceBytes;
        byte flags = hasFlags ? descriptor[PlaceBytes] : (byte)0;
        ReadOnlySpan<byte> rest = descriptor[(hasFlags ? PlaceBytes + 1 : PlaceBytes)..];
        bool isWhole = TryTakeColours(rest, flags, out ReadOnlySpan<byte> colours, out rest) && !rest.IsEmpty;
        frame = new()
        {
            Left = BinaryPrimitives.ReadUInt16LittleEndian(descriptor[1..]),
            Top = BinaryPrimitives.ReadUInt16LittleEndian(descriptor[3..]),
            Width = BinaryPrimitives.ReadUInt16LittleEndian(descriptor[5..]),
            Height = BinaryPrimitives.ReadUInt16LittleEndian(descriptor[7..]),
            IsInterlaced = (flags & 0x40) != 0,
            TransparentIndex = transparentIndex,
            Colours = colours.IsEmpty ? sharedColours : colours,
            CodeSize = isWhole ? rest[0] : 0,
            Blocks = isWhole ? rest[1..] : default,
        };
        return isWhole ? DecodeOutcome.Whole : DecodeOutcome.Incomplete;
    }

    // The colours that a descriptor with these flags is followed by, if any, and what follows them.
    private static bool TryTakeColours(ReadOnlySpan<byte> from, byte flags, out ReadOnlySpan<byte> colours, out ReadOnlySpan<byte> rest)
    {
        int bytes = (flags & 0x80) == 0 ? 0 : BytesPerColour << ((flags & 7) + 1);
        bool hasAll = from.Length >= bytes;
        colours = hasAll ? from[..bytes] : default;
        rest = hasAll ? from[bytes..] : default;
        return hasAll;
    }
}
