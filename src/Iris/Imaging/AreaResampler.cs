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

    // Of four integers.
    private static Vector128<byte> LowestBytes => Vector128.Create((byte)0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12);

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
        AxisWeights.Reader rowWeights = rows.Read();
        using var sums = new SensitiveBuffer<float>((endColumn - firstColumn) * Channels);
        for (int y = 0; y < height; y++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<float> weights = rowWeights.Of(y, out int firstRow);
            if (weights.IsEmpty)
            {
                continue;
            }

            AddRows(source, firstRow, weights, firstColumn * Channels, sums.Span);
            CombineColumns(MemoryMarshal.Cast<float, Vector4>(sums.Span), firstColumn, columns, result.Row(y));
        }
    }

    // Sixteen channels at a time over all rows, so that what is added up stays in registers.
    private static void AddRows(Picture source, int firstRow, ReadOnlySpan<float> weights, int firstByte, Span<float> sums)
    {
        ref byte from = ref Unsafe.Add(ref MemoryMarshal.GetReference(source.Row(firstRow)), firstByte);
        ref float to = ref MemoryMarshal.GetReference(sums);
        nuint stride = (nuint)source.Stride;
        int i = 0;
        for (; i <= sums.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            Vector256<float> lower = Vector256<float>.Zero, upper = Vector256<float>.Zero;
            nuint at = (nuint)i;
            foreach (float weight in weights)
            {
                (Vector256<uint> first, Vector256<uint> second) = Vector256.Widen(Vector256.WidenLower(Vector128.LoadUnsafe(ref from, at).ToVector256Unsafe()));
                Vector256<float> factor = Vector256.Create(weight);
                lower = Vector256.MultiplyAddEstimate(Vector256.ConvertToSingle(first.AsInt32()), factor, lower);
                upper = Vector256.MultiplyAddEstimate(Vector256.ConvertToSingle(second.AsInt32()), factor, upper);
                at += stride;
            }

            lower.StoreUnsafe(ref to, (nuint)i);
            upper.StoreUnsafe(ref to, (nuint)i + (nuint)Vector256<float>.Count);
        }

        for (; i < sums.Length; i++)
        {
            float sum = 0;
            for (int row = 0; row < weights.Length; row++)
            {
                sum += source.Row(firstRow + row)[firstByte + i] * weights[row];
            }

            sums[i] = sum;
        }
    }

    private static void CombineColumns(ReadOnlySpan<Vector4> sums, int firstColumn, AxisWeights columns, Span<byte> row)
    {
        Span<uint> pixels = MemoryMarshal.Cast<byte, uint>(row);
        AxisWeights.Reader reader = columns.Read();
        for (int x = 0; x < pixels.Length; x++)
        {
            ReadOnlySpan<float> weights = reader.Of(x, out int first);
            ReadOnlySpan<Vector4> covered = weights.IsEmpty ? [] : sums.Slice(first - firstColumn, weights.Length);
            Vector4 sum = Vector4.Zero;
            for (int i = 0; i < weights.Length; i++)
            {
                sum += covered[i] * weights[i];
            }

            pixels[x] = Pack(sum);
        }
    }

    // Weights add up to 1 at most, so that nothing exceeds 255 by more than a rounding error.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Pack(Vector4 channels)
    {
        Vector128<int> rounded = Vector128.ConvertToInt32Native(Vector4.Min(channels + new Vector4(0.5f), new Vector4(255)).AsVector128());
        return Vector128.Shuffle(rounded.AsByte(), LowestBytes).AsUInt32().ToScalar();
    }
}
