using System.Runtime.InteropServices;

namespace Iris.Imaging;

/// <summary>
/// Writes a frame's pixels where they belong on the screen, in the order in which the file has them. Of an interlaced frame a row is also written
/// to those below it that come in later passes, so that a file that is cut short shows a coarse picture; not where it has transparency.
/// </summary>
internal ref struct GifRows
{
    private const int LastPass = 3;

    private readonly ref Palette _palette;
    private readonly Span<uint> _screen; // from the frame's first pixel on
    private readonly int _screenWidth;
    private readonly int _width, _height;
    private readonly bool _isInterlaced, _repeatsRows;
    private int _x, _y, _pass;

    /// <param name="screen">The pixels of the screen, 4 bytes each.</param>
    /// <param name="screenWidth">The screen's width in pixels.</param>
    /// <param name="frame">A frame within the screen.</param>
    /// <param name="palette">Its colours.</param>
    public GifRows(Span<byte> screen, int screenWidth, in GifFrame frame, ref Palette palette)
    {
        _palette = ref palette;
        _screenWidth = screenWidth;
        (_width, _height) = (frame.Width, frame.Height);

        // A frame without pixels may be behind the last one.
        _screen = IsFull ? default : MemoryMarshal.Cast<byte, uint>(screen)[((frame.Top * screenWidth) + frame.Left)..];
        _isInterlaced = frame.IsInterlaced;
        _repeatsRows = frame.IsInterlaced && frame.TransparentIndex is null;
    }

    // The first row of each pass, and how far it is to the next one.
    private static ReadOnlySpan<byte> First => [0, 4, 2, 1];

    private static ReadOnlySpan<byte> Step => [8, 8, 4, 2];

    /// <summary>Whether every pixel is written.</summary>
    public readonly bool IsFull => _y >= _height || _width == 0;

    /// <summary>Writes pixels, behind those that were written before. Those that are too many are passed over.</summary>
    /// <param name="indices">Their colours.</param>
    public void Write(scoped ReadOnlySpan<byte> indices)
    {
        while (!indices.IsEmpty && !IsFull)
        {
            int count = Math.Min(indices.Length, _width - _x);
            WriteRow(indices[..count], _screen.Slice((_y * _screenWidth) + _x, count), ref _palette);

            indices = indices[count..];
            _x += count;
            if (_x == _width)
            {
                EndRow();
            }
        }
    }

    // Both conditions spare a check of each access.
    private static void WriteRow(ReadOnlySpan<byte> indices, Span<uint> row, ref Palette palette)
    {
        for (int i = 0; i < indices.Length && i < row.Length; i++)
        {
            row[i] = palette[indices[i]];
        }
    }

    private void EndRow()
    {
        _x = 0;
        if (!_isInterlaced)
        {
            _y++;
            return;
        }

        if (_repeatsRows)
        {
            Span<uint> row = _screen.Slice(_y * _screenWidth, _width);
            for (int y = _y + 1; y < Math.Min(_y + (Step[0] >> _pass), _height); y++)
            {
                row.CopyTo(_screen[(y * _screenWidth)..]);
            }
        }

        _y += Step[_pass];
        while (_y >= _height && _pass < LastPass)
        {
            _y = First[++_pass];
        }
    }
}
