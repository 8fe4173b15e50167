namespace Iris.ModelConversion.Tests;

/// <summary>
/// A picture whose channels are side by side, as TensorFlow has it, and TensorFlow's operations on it, by their definition and slowly.
/// </summary>
internal sealed record ChannelsLast(int Height, int Width, int Channels, float[] Elements)
{
    private float this[int y, int x, int channel] => Elements[(((y * Width) + x) * Channels) + channel];

    /// <summary>The same picture with planes one after the other.</summary>
    public float[] ToPlanes() => Make(Channels, Height, Width, (channel, y, x) => this[y, x, channel]).Elements;

    /// <summary>A convolution.</summary>
    /// <param name="kernel">Height, width, channels of the input, channels of the output.</param>
    /// <param name="shape">Those four.</param>
    /// <param name="bias">One for each channel of the output.</param>
    /// <param name="window">How it moves.</param>
    public ChannelsLast Convolve(float[] kernel, int[] shape, float[] bias, TestWindow window) =>
        Over(window, shape[3], (covered, to) => bias[to] + covered.Sum(
            place => Enumerable.Range(0, shape[2]).Sum(
                from => this[place.Y, place.X, from] * kernel[(((((place.Down * shape[1]) + place.Across) * shape[2]) + from) * shape[3]) + to])));

    /// <summary>A convolution of each channel by itself.</summary>
    /// <param name="kernel">Height, width, channels.</param>
    /// <param name="window">How it moves.</param>
    public ChannelsLast Depthwise(float[] kernel, TestWindow window) =>
        Over(window, Channels, (covered, channel) => covered.Sum(
            place => this[place.Y, place.X, channel] * kernel[(((place.Down * window.Width) + place.Across) * Channels) + channel]));

    /// <summary>The largest of each window.</summary>
    public ChannelsLast Largest(TestWindow window) => Over(window, Channels, (covered, channel) => covered.Max(place => this[place.Y, place.X, channel]));

    /// <summary>Zeros before and after the rows, the columns and the channels.</summary>
    public ChannelsLast Pad(int above, int below, int left, int right, int before, int after) => Make(
        Height + above + below,
        Width + left + right,
        Channels + before + after,
        (y, x, channel) => y >= above && y < Height + above && x >= left && x < Width + left && channel >= before && channel < Channels + before
            ? this[y - above, x - left, channel - before]
            : 0);

    /// <summary>Each element by itself.</summary>
    public ChannelsLast Map(Func<float, int, float> change) =>
        Make(Height, Width, Channels, (y, x, channel) => change(this[y, x, channel], channel));

    /// <summary>PRelu.</summary>
    public ChannelsLast Slope(float[] slopes) => Map((element, channel) => element < 0 ? slopes[channel] * element : element);

    /// <summary>The sum of two.</summary>
    public ChannelsLast Plus(ChannelsLast other) =>
        Make(Height, Width, Channels, (y, x, channel) => this[y, x, channel] + other[y, x, channel]);

    private ChannelsLast Over(TestWindow window, int channels, Func<List<(int Y, int X, int Down, int Across)>, int, float> of)
    {
        (int rows, int firstRow) = window.Stops(Height, window.Height, window.StepDown);
        (int columns, int firstColumn) = window.Stops(Width, window.Width, window.StepAcross);
        return Make(rows, columns, channels, (row, column, channel) => of(
            [
                .. from down in Enumerable.Range(0, window.Height)
                   from across in Enumerable.Range(0, window.Width)
                   let y = firstRow + (row * window.StepDown) + down
                   let x = firstColumn + (column * window.StepAcross) + across
                   where y >= 0 && y < Height && x >= 0 && x < Width
                   select (y, x, down, across),
            ],
            channel));
    }

    private static ChannelsLast Make(int height, int width, int channels, Func<int, int, int, float> element) => new(
        height,
        width,
        channels,
        [
            .. from y in Enumerable.Range(0, height)
               from x in Enumerable.Range(0, width)
               from channel in Enumerable.Range(0, channels)
               select element(y, x, channel),
        ]);
}

/// <summary>How a window moves over a picture: as far as it fits, or with its middle over every step.</summary>
internal sealed record TestWindow(int Height, int Width, int StepDown, int StepAcross, bool IsSame)
{
    /// <summary>How often it stops along a side, and where it begins.</summary>
    public (int Count, int First) Stops(int length, int window, int step)
    {
        if (!IsSame)
        {
            return (Enumerable.Range(0, length).Count(at => at % step == 0 && at + window <= length), 0);
        }

        // "SAME" in TensorFlow: what the last window needs beyond the picture is shared between both ends, and the odd one is at the end.
        int count = Enumerable.Range(0, length).Count(at => at % step == 0);
        int beyond = Math.Max(((count - 1) * step) + window - length, 0);
        return (count, -(int)Math.Floor(beyond / 2.0));
    }
}
