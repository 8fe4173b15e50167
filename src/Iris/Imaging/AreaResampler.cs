using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Iris.Memory;

namespace Iris.Imaging;

/// <summary>
/// Resizes a region of a picture: each pixel of a smaller result is the mean of the area it covers, each pixel of a larger one is
/// interpolated between its neighbours. Outside the picture is black.
/// </summary>
internal static class AreaResampler
{
    private const int Channels = Picture.BytesPerPixel;

    /// <summary>Divides both sides by a factor, rounding up.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Picture Reduce(Picture source, int factor, CancellationToken cancellationToken = default)
    {
        var region = new Region(0, 0, source.Width, source.Height);
        return Resample(source, region, Reduced(source.Width, factor), Reduced(source.Height, factor), cancellationToken);
    }

    /// <summary>What <see cref="Reduce"/> makes of a side.</summary>
    public static int Reduced(int side, int factor) => (side + factor - 1) / factor;

    public static Picture Resample(Picture source, Region region, int width, int height, CancellationToken cancellationToken = default)
    {
        var result = new Picture(width, height);
        try
        {
            Resample(source, region, result, cancellationToken);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    private static void Resample(Picture source, Region region, Picture result, CancellationToken cancellationToken)
    {
        (int width, int height) = (result.Width, result.Height);
        using var columns = new AxisWeights(source.Width, region.X, region.Width / width, width);
        using var rows = new AxisWeights(source.Height, region.Y, region.Height / height, height);
        if (columns.IsEmpty || rows.IsEmpty)
        {
            return;
        }

        // Each result row: add up the source rows it covers, then the columns of that sum.
        (int firstColumn, int endColumn) = columns.SourceRange;
        using var sums = new SensitiveBuffer<float>((endColumn - firstColumn) * Channels);
        for (int y = 0; y < height; y++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<float> rowWeights = rows.Of(y, out int firstRow);
            if (rowWeights.IsEmpty)
            {
                continue;
            }

            sums.Span.Clear();
            for (int i = 0; i < rowWeights.Length; i++)
            {
                AddScaled(source.Row(firstRow + i)[(firstColumn * Channels)..(endColumn * Channels)], rowWeights[i], sums.Span);
            }

            CombineColumns(MemoryMarshal.Cast<float, Vector4>(sums.Span), firstColumn, columns, result.Row(y));
        }
    }

    private static void AddScaled(ReadOnlySpan<byte> row, float weight, Span<float> sums)
    {
        ref byte from = ref MemoryMarshal.GetReference(row);
        ref float to = ref MemoryMarshal.GetReference(sums);
        Vector128<float> factor = Vector128.Create(weight);
        int i = 0;
        for (; i <= row.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(Vector128.LoadUnsafe(ref from, (nuint)i));
            Accumulate(Vector128.WidenLower(lower), factor, ref to, i);
            Accumulate(Vector128.WidenUpper(lower), factor, ref to, i + 4);
            Accumulate(Vector128.WidenLower(upper), factor, ref to, i + 8);
            Accumulate(Vector128.WidenUpper(upper), factor, ref to, i + 12);
        }

        for (; i < row.Length; i++)
        {
            sums[i] += row[i] * weight;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(Vector128<uint> values, Vector128<float> factor, ref float sums, int index)
    {
        Vector128<float> sum = Vector128.LoadUnsafe(ref sums, (nuint)index);
        Vector128.MultiplyAddEstimate(Vector128.ConvertToSingle(values.AsInt32()), factor, sum).StoreUnsafe(ref sums, (nuint)index);
    }

    private static void CombineColumns(ReadOnlySpan<Vector4> sums, int firstColumn, AxisWeights columns, Span<byte> row)
    {
        Span<uint> pixels = MemoryMarshal.Cast<byte, uint>(row);
        for (int x = 0; x < pixels.Length; x++)
        {
            ReadOnlySpan<float> weights = columns.Of(x, out int first);
            Vector4 sum = Vector4.Zero;
            for (int i = 0; i < weights.Length; i++)
            {
                sum += sums[first - firstColumn + i] * weights[i];
            }

            pixels[x] = Pack(sum);
        }
    }

    // Weights add up to 1 at most, so that nothing exceeds 255 by more than a rounding error.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Pack(Vector4 channels)
    {
        Vector128<int> rounded = Vector128.ConvertToInt32(Vector4.Min(channels + new Vector4(0.5f), new Vector4(255)).AsVector128());
        return (uint)(rounded[0] | (rounded[1] << 8) | (rounded[2] << 16) | (rounded[3] << 24));
    }
}
