using Iris.Memory;

namespace Iris.Imaging;

/// <summary>
/// Decodes a BMP file in managed code: it cannot read or write beside what it is given. What it takes beside the pixels is 4 KB of sensitive
/// memory, whatever the file. Its time is linear in the bytes of the file and the pixels.
/// </summary>
internal static class BmpDecoder
{
    /// <summary>
    /// Decodes the picture. One that has opacities is put on black, <see cref="Opacity"/>; what its run lengths pass over is transparent black.
    /// </summary>
    /// <param name="file">The file, which may be damaged in any way.</param>
    /// <param name="header">What <see cref="BmpStructure"/> has read of it: the size.</param>
    /// <param name="pixels">The picture: rows from top to bottom without gaps, red, green, blue and opacity of each pixel, all zero.</param>
    /// <param name="cancellationToken">Ends the decode.</param>
    /// <returns>
    /// What the pixels are worth. <see cref="DecodeOutcome.Incomplete"/> where the file ends before the last row, of which no part is decoded then;
    /// <see cref="DecodeOutcome.Unreadable"/> where it ends before the first one, or its headers are wrong.
    /// </returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static DecodeOutcome Decode(ReadOnlySpan<byte> file, PictureHeader header, Span<byte> pixels, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!BmpLayout.TryRead(file, out BmpLayout layout))
        {
            return DecodeOutcome.Unreadable;
        }

        using var memory = new SensitiveBuffer<Tables>(1);
        ref Tables tables = ref memory.Span[0];
        FillPalette(ref tables.Palette, layout);
        if (layout.HasRunLengths)
        {
            return BmpRunLengths.Decode(layout, ref tables.Palette, pixels, (int)header.Width, cancellationToken);
        }

        BmpParts.Prepare(ref tables.Parts, layout.Masks);
        int stride = (int)header.Width * Picture.BytesPerPixel;
        DecodeOutcome outcome = DecodeRows(layout, ref tables, pixels, stride, cancellationToken);
        if (layout.Masks.Opacity != 0)
        {
            Opacity.Flatten(pixels, stride, cancellationToken);
        }

        return outcome;
    }

    private static DecodeOutcome DecodeRows(
        in BmpLayout layout, ref Tables tables, Span<byte> pixels, int stride, CancellationToken cancellationToken)
    {
        ReadOnlySpan<byte> rows = layout.Pixels;
        long rowBytes = BmpRows.Stride(stride / Picture.BytesPerPixel, layout.Bits);
        int height = pixels.Length / stride;
        for (int y = 0; y < height; y++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (rows.Length < rowBytes)
            {
                return DecodeOutcome.Incomplete;
            }

            DecodeRow(layout, ref tables, rows[..(int)rowBytes], pixels.Slice((layout.IsTopDown ? y : height - 1 - y) * stride, stride));
            rows = rows[(int)rowBytes..];
        }

        return DecodeOutcome.Whole;
    }

    private static void DecodeRow(in BmpLayout layout, ref Tables tables, ReadOnlySpan<byte> from, Span<byte> row)
    {
        if (layout.Bits <= 8)
        {
            BmpRows.FromIndices(from, layout.Bits, row, ref tables.Palette);
        }
        else if (layout.Bits == 24 || (layout.Bits == 32 && layout.Masks == BmpMasks.Usual(layout.Bits)))
        {
            BmpRows.FromColours(from, layout.Bits / 8, row);
        }
        else
        {
            BmpRows.FromBitFields(from, layout.Bits, row, ref tables.Parts);
        }
    }

    // Blue, green and red.
    private static void FillPalette(ref Palette palette, in BmpLayout layout)
    {
        Palette.Blacken(ref palette);
        ReadOnlySpan<byte> colours = layout.Colours;
        for (int i = 0; i < colours.Length / layout.BytesPerColour; i++)
        {
            ReadOnlySpan<byte> colour = colours.Slice(layout.BytesPerColour * i, layout.BytesPerColour);
            palette[i] = Palette.Colour(colour[2], colour[1], colour[0]);
        }
    }

    private struct Tables
    {
        public Palette Palette;
        public BmpParts Parts;
    }
}
