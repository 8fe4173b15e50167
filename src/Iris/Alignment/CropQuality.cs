using Iris.Memory;
using Iris.Models;

namespace Iris.Alignment;

/// <summary>
/// Measures the aligned crop from the eyes to the mouth: what lies around the face can be sharp, bright or outside of the picture.
/// </summary>
internal static class CropQuality
{
    private const int Left = 24;
    private const int Top = 36;
    private const int Side = 64;

    // Pixels that the blur of the measure takes the mean of, as in its source.
    private const int BlurLength = 9;

    /// <summary>Measures a crop.</summary>
    /// <param name="planes">3 × 112 × 112 elements.</param>
    /// <param name="preprocessing">How a channel value became an element.</param>
    public static FaceQuality Measure(ReadOnlySpan<float> planes, Preprocessing preprocessing)
    {
        using var luma = new SensitiveBuffer<float>(Side * Side);
        float brightness = WriteLuma(planes, preprocessing, luma.Span);
        float sharpness = Math.Min(Sharpness(luma.Span, along: 1, across: Side), Sharpness(luma.Span, along: Side, across: 1));
        return new(sharpness, brightness);
    }

    // ITU-R BT.601, 0 to 1. Returns the mean.
    private static float WriteLuma(ReadOnlySpan<float> planes, Preprocessing preprocessing, Span<float> luma)
    {
        const int Plane = FaceAligner.Side * FaceAligner.Side;
        float scale = 1 / (preprocessing.Scale * byte.MaxValue);
        float sum = 0;
        for (int y = 0, to = 0; y < Side; y++)
        {
            int from = ((Top + y) * FaceAligner.Side) + Left;
            for (int x = 0; x < Side; x++, from++, to++)
            {
                float value = (0.299f * planes[from]) + (0.587f * planes[from + Plane]) + (0.114f * planes[from + (2 * Plane)]);
                luma[to] = (value - preprocessing.Offset) * scale;
                sum += luma[to];
            }
        }

        return Math.Clamp(sum / luma.Length, 0, 1);
    }

    // One less the blur measure of Crete et al., "The blur effect: perception and estimation with a new no-reference perceptual blur
    // metric", 2007: which share of the differences between neighbours a blur takes away. A picture that is blurred already loses little.
    private static float Sharpness(ReadOnlySpan<float> luma, int along, int across)
    {
        const int Half = BlurLength / 2;
        float total = 0, lost = 0;
        for (int line = 0; line < Side; line++)
        {
            int start = line * across;
            for (int i = Half + 1; i < Side - Half; i++)
            {
                int at = start + (i * along);
                float difference = Math.Abs(luma[at] - luma[at - along]);

                // Neighbouring means of 9 pixels have 8 in common.
                float blurred = Math.Abs(luma[at + (Half * along)] - luma[at - ((Half + 1) * along)]) / BlurLength;
                total += difference;
                lost += Math.Max(0, difference - blurred);
            }
        }

        return total > 0 ? lost / total : 0;
    }
}
