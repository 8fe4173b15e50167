using Iris.Memory;

namespace Iris.Imaging;

/// <summary>
/// Decodes the first frame of a GIF file (GIF89a specification), in managed code: it cannot read or write beside what it is given. What it takes
/// beside the pixels is 58 KB of sensitive memory, whatever the file. Its time is linear in the bytes of the file and the pixels.
/// </summary>
internal static class GifDecoder
{
    private const int MaxCodeSize = 8;

    /// <summary>Decodes the frame onto its screen. What it does not cover, and its transparent colour, is transparent black.</summary>
    /// <param name="file">The file, which may be damaged in any way.</param>
    /// <param name="header">What <see cref="GifStructure"/> has read of it: the size of the screen, enlarged by the frame.</param>
    /// <param name="pixels">The screen: rows without gaps, red, green, blue and opacity of each pixel, all zero.</param>
    /// <param name="cancellationToken">Ends the decode.</param>
    /// <returns>
    /// What the pixels are worth. <see cref="DecodeOutcome.Incomplete"/> where the file ends before the end of the frame's blocks;
    /// <see cref="DecodeOutcome.Unreadable"/> where the blocks end before the frame does, or have a code that stands for nothing.
    /// </returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static DecodeOutcome Decode(ReadOnlySpan<byte> file, PictureHeader header, Span<byte> pixels, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        DecodeOutcome outcome = GifFrame.Read(file, cancellationToken, out GifFrame frame);
        bool isWithin = frame.Left + frame.Width <= header.Width && frame.Top + frame.Height <= header.Height;
        if (outcome != DecodeOutcome.Whole || !isWithin || frame.CodeSize > MaxCodeSize)
        {
            return outcome == DecodeOutcome.Incomplete && isWithin ? DecodeOutcome.Incomplete : DecodeOutcome.Unreadable;
        }

        using var memory = new SensitiveBuffer<Tables>(1);
        ref Tables tables = ref memory.Span[0];
        FillPalette(ref tables.Palette, frame);
        var rows = new GifRows(pixels, (int)header.Width, frame, ref tables.Palette);
        return DecodeRows(ref rows, new LzwDecoder(ref tables.Strings, frame.CodeSize), new GifBlocks(frame.Blocks, cancellationToken));
    }

    private static DecodeOutcome DecodeRows(ref GifRows rows, LzwDecoder codes, GifBlocks blocks)
    {
        var stop = LzwDecoder.Stop.OutputFull;
        while (stop == LzwDecoder.Stop.OutputFull && !rows.IsFull)
        {
            stop = codes.Decode(ref blocks, out ReadOnlySpan<byte> indices);
            rows.Write(indices);
        }

        // What follows the last pixel is of no interest, but for the end of the blocks.
        if (stop == LzwDecoder.Stop.BadCode && !rows.IsFull)
        {
            return DecodeOutcome.Unreadable;
        }

        bool hasEnd = blocks.SkipToEnd();
        return !hasEnd ? DecodeOutcome.Incomplete : rows.IsFull ? DecodeOutcome.Whole : DecodeOutcome.Unreadable;
    }

    private static void FillPalette(ref Palette palette, in GifFrame frame)
    {
        const int BytesPerColour = 3;
        Palette.Blacken(ref palette);
        ReadOnlySpan<byte> colours = frame.Colours;
        for (int i = 0; i < colours.Length / BytesPerColour; i++)
        {
            ReadOnlySpan<byte> colour = colours.Slice(BytesPerColour * i, BytesPerColour);
            palette[i] = Palette.Colour(colour[0], colour[1], colour[2]);
        }

        if (frame.TransparentIndex is { } transparent)
        {
            palette[transparent] = 0;
        }
    }

    private struct Tables
    {
        public Palette Palette;
        public LzwTables Strings;
    }
}
