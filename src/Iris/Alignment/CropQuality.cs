using System.Numerics;
using Iris.Memory;
using Iris.Models;

namespace Iris.Alignment;

/// <summary>
/// Measures the aligned crop from the eyes to the mouth: what lies around the face can be sharp, bright or outside of the picture. Thread-safe.
/// </summary>
internal sealed class CropQuality
{
    // Pixels that the blur of the measure takes the mean of, as in its source.
    private const int BlurLength = 9;

    // The template for 112×112 crops that came with ArcFace (Deng et al., 2019), and the square that is measured where it is the pack's. Where
    // another is, the square goes where the landmarks go.
    private static readonly Vector2[] ArcFace =
    [
        new(38.2946f, 51.6963f), new(73.5318f, 51.5014f), new(56.0252f, 71.7366f), new(41.5493f, 92.3655f), new(70.7299f, 92.2041f),
    ];

    private static readonly Vector2 Centre = new(56, 68);
    private const int ArcFaceSide = 64;

    private readonly Preprocessing _preprocessing;
    private readonly int _cropSide;
    private readonly int _left;
    private readonly int _top;
    private readonly int _side;

    public CropQuality(EmbedderDescription embedder)
    {
        SimilarityTransform fromArcFace = SimilarityTransform.Fit(ArcFace, embedder.TemplatePoints());
        Vector2 centre = fromArcFace.Apply(Centre);
        _preprocessing = embedder.Preprocessing;
        _cropSide = embedder.Size;
        _side = Math.Clamp((int)MathF.Round(ArcFaceSide * fromArcFace.Scale), 1, _cropSide);
        _left = Math.Clamp((int)MathF.Round(centre.X - (_side / 2f)), 0, _cropSide - _side);
        _top = Math.Clamp((int)MathF.Round(centre.Y - (_side / 2f)), 0, _cropSide - _side);
    }

    /// <summary>Measures a crop.</summary>
    /// <param name="planes">Its planes, as the embedder takes them.</param>
    public FaceQuality Measure(ReadOnlySpan<float> planes)
    {
        using var luma = new SensitiveBuffer<float>(_side * _side);
        float brightness = WriteLuma(planes, luma.Span);
        float sharpness = Math.Min(Sharpness(luma.Span, along: 1, across: _side), Sharpness(luma.Span, along: _side, across: 1));
        return new(sharpness, brightness);
    }

    // ITU-R BT.601, 0 to 1. Returns the mean.
    private float WriteLuma(ReadOnlySpan<float> planes, Span<float> luma)
    {
        int plane = _cropSide * _cropSide;
        int red = _preprocessing.RedPlane * plane, blue = _preprocessing.BluePlane * plane;
        float scale = 1 / (_preprocessing.Scale * byte.MaxValue);
        float sum = 0;
        for (int y = 0, to = 0; y < _side; y++)
        {
            int from = ((_top + y) * _cropSide) + _left;
            for (int x = 0; x < _side; x++, from++, to++)
            {
                float value = (0.299f * planes[from + red]) + (0.587f * planes[from + plane]) + (0.114f * planes[from + blue]);
                luma[to] = (value - _preprocessing.Offset) * scale;
                sum += luma[to];
            }
        }

        return Math.Clamp(sum / luma.Length, 0, 1);
    }

    // One less the blur measure of Crete et al., "The blur effect: perception and estimation with a new no-reference perceptual blur
    // metric", 2007: which share of the differences between neighbours a blur takes away. A picture that is blurred already loses little.
    private float Sharpness(ReadOnlySpan<float> luma, int along, int across)
    {
        const int Half = BlurLength / 2;
        float total = 0, lost = 0;
        for (int line = 0; line < _side; line++)
        {
            int start = line * across;
            for (int i = Half + 1; i < _side - Half; i++)
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
