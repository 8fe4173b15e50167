using Iris.Memory;

namespace Iris.Imaging;

/// <summary>For each result pixel along one axis: which source pixels it is made of, and the weight of each.</summary>
internal sealed class AxisWeights : IDisposable
{
    private readonly SensitiveBuffer<(int First, int Count)> _ranges;
    private readonly SensitiveBuffer<float> _weights;
    private readonly int _maxCount;

    /// <param name="sourceLength">Pixels of the source along the axis.</param>
    /// <param name="start">Where the result begins in the source, in pixels.</param>
    /// <param name="step">Source pixels for each result pixel.</param>
    /// <param name="length">Pixels of the result along the axis.</param>
    public AxisWeights(int sourceLength, float start, float step, int length)
    {
        _maxCount = Math.Min(sourceLength, (int)MathF.Ceiling(step) + 1) + 1;
        _ranges = new(length);
        _weights = new(checked(length * _maxCount));

        int first = int.MaxValue;
        int end = 0;
        for (int i = 0; i < length; i++)
        {
            double from = start + ((double)step * i);
            (int First, int Count) range = step > 1
                ? Cover(sourceLength, from, from + step, WeightsOf(i))
                : Interpolate(sourceLength, from + (step / 2.0) - 0.5, WeightsOf(i));
            _ranges.Span[i] = range;
            if (range.Count > 0)
            {
                first = Math.Min(first, range.First);
                end = Math.Max(end, range.First + range.Count);
            }
        }

        SourceRange = (first, end);
    }

    /// <summary>Whether no result pixel lies on the source.</summary>
    public bool IsEmpty => SourceRange.End == 0;

    /// <summary>The source pixels in use.</summary>
    public (int First, int End) SourceRange { get; }

    /// <summary>Reads the weights, until they are released.</summary>
    public Reader Read() => new(_ranges.Span, _weights.Span, _maxCount);

    public void Dispose()
    {
        _ranges.Dispose();
        _weights.Dispose();
    }

    // The share of the interval [from, to) that each source pixel [j, j + 1) covers.
    private static (int First, int Count) Cover(int sourceLength, double from, double to, Span<float> weights)
    {
        int first = (int)Math.Max(Math.Floor(from), 0);
        int end = (int)Math.Min(Math.Ceiling(to), sourceLength);
        for (int j = first; j < end; j++)
        {
            weights[j - first] = (float)((Math.Min(j + 1, to) - Math.Max(j, from)) / (to - from));
        }

        return (first, Math.Max(end - first, 0));
    }

    // The two pixels whose centres enclose a centre; at the outermost half pixel the outer one alone.
    private static (int First, int Count) Interpolate(int sourceLength, double centre, Span<float> weights)
    {
        if (centre < -0.5 || centre > sourceLength - 0.5)
        {
            return (0, 0);
        }

        double clamped = Math.Clamp(centre, 0, sourceLength - 1);
        int first = (int)clamped;
        float fraction = (float)(clamped - first);
        weights[0] = 1 - fraction;
        if (first + 1 == sourceLength)
        {
            return (first, 1);
        }

        weights[1] = fraction;
        return (first, 2);
    }

    private Span<float> WeightsOf(int index) => _weights.Span.Slice(index * _maxCount, _maxCount);

    /// <summary>The weights, looked up without asking each time whether they are still there.</summary>
    public readonly ref struct Reader(ReadOnlySpan<(int First, int Count)> ranges, ReadOnlySpan<float> weights, int maxCount)
    {
        private readonly ReadOnlySpan<(int First, int Count)> _ranges = ranges;
        private readonly ReadOnlySpan<float> _weights = weights;

        /// <summary>The weights that make up a result pixel, and the source pixel of the first one; empty outside the source.</summary>
        public ReadOnlySpan<float> Of(int index, out int first)
        {
            (first, int count) = _ranges[index];
            return _weights.Slice(index * maxCount, count);
        }
    }
}
