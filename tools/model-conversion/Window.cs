namespace Iris.ModelConversion;

/// <summary>A window that moves over a plane, of a convolution or a pooling.</summary>
/// <param name="Height">Its height.</param>
/// <param name="Width">Its width.</param>
/// <param name="StepDown">By how much it moves down.</param>
/// <param name="StepAcross">By how much it moves across.</param>
/// <param name="IsPadded">
/// Whether it also covers what is beyond the edges, so that it stops at every step of the plane ("SAME"), or stays within them ("VALID").
/// </param>
internal sealed record Window(int Height, int Width, int StepDown, int StepAcross, bool IsPadded)
{
    /// <summary>The attribute <c>kernel_shape</c>.</summary>
    public long[] Kernel => [Height, Width];

    /// <summary>The attribute <c>strides</c>.</summary>
    public long[] Strides => [StepDown, StepAcross];

    /// <summary>The attribute <c>pads</c> over a plane: above, left, below, right.</summary>
    public long[] Pads(int height, int width)
    {
        (int above, int below) = Padding(height, Height, StepDown);
        (int left, int right) = Padding(width, Width, StepAcross);
        return [above, left, below, right];
    }

    /// <summary>The plane that comes out.</summary>
    public (int Height, int Width) Over(int height, int width) => (Stops(height, Height, StepDown), Stops(width, Width, StepAcross));

    private int Stops(int length, int window, int step) => IsPadded ? (length + step - 1) / step : ((length - window) / step) + 1;

    // TensorFlow's rule. What cannot be halved is one more at the end.
    private (int Before, int After) Padding(int length, int window, int step)
    {
        int padding = IsPadded ? Math.Max(((Stops(length, window, step) - 1) * step) + window - length, 0) : 0;
        return (padding / 2, padding - (padding / 2));
    }
}
